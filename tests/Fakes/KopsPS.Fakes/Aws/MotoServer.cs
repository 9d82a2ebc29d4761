using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace KopsPS.Fakes.Aws;

/// <summary>
/// moto, an emulator that speaks AWS' protocol: the one that <c>KOPSPS_TEST_AWS_ENDPOINT</c> names, else one of our own from the
/// PATH, a container or a virtual environment. One for all tests of a process; its own ends with the process.
/// </summary>
public sealed partial class MotoServer
{
    private const string Version = "5.2.1";

    /// <summary>Makes moto know the policies that AWS manages, such as <c>AmazonEC2FullAccess</c>.</summary>
    private const string ManagedPolicies = "MOTO_IAM_LOAD_MANAGED_POLICIES";

    private const string HowToGet =
        "Tests of AWS need moto. Install it (pip install 'moto[server]'), or Docker or Podman, or Python with venv, or let KOPSPS_TEST_AWS_ENDPOINT name a running moto server.";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<MotoServer>> One = new(StartAsync);

    private readonly HttpClient _http;

    private MotoServer(string endpoint)
    {
        Endpoint = endpoint;
        _http = new HttpClient { BaseAddress = new Uri(endpoint) };
    }

    /// <summary>Where it answers, such as <c>http://127.0.0.1:40001</c>.</summary>
    public string Endpoint { get; }

    /// <summary>The server that all tests share. Tests use names of their own in it and never reset it.</summary>
    public static Task<MotoServer> SharedAsync() => One.Value;

    /// <summary>Makes a bucket.</summary>
    public async Task CreateBucketAsync(string bucket, string region = "us-east-1")
    {
        using var content = new StringContent(region == "us-east-1" ? "" : $"<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>");
        await SendAsync(HttpMethod.Put, bucket, content, region).ConfigureAwait(false);
    }

    /// <summary>Puts an object.</summary>
    public async Task PutAsync(string bucket, string key, byte[] body, string region = "us-east-1")
    {
        using var content = new ByteArrayContent(body);
        await SendAsync(HttpMethod.Put, $"{bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}", content, region).ConfigureAwait(false);
    }

    private static async Task<MotoServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("KOPSPS_TEST_AWS_ENDPOINT") is { Length: > 0 } running)
        {
            return new MotoServer(running.TrimEnd('/'));
        }

        if (OnPath("moto_server") is { } installed)
        {
            return await RunAsync(installed, ["-H", "127.0.0.1", "-p", "0"], null).ConfigureAwait(false);
        }

        if ((OnPath("docker") ?? OnPath("podman")) is { } engine)
        {
            var port = FreePort();
            return await RunAsync(engine, ["run", "--rm", "-e", $"{ManagedPolicies}=true", "-p", $"127.0.0.1:{port}:5000", $"docker.io/motoserver/moto:{Version}"], port).ConfigureAwait(false);
        }

        return await RunAsync(await InstallAsync().ConfigureAwait(false), ["-H", "127.0.0.1", "-p", "0"], null).ConfigureAwait(false);
    }

    private static async Task<MotoServer> RunAsync(string program, string[] arguments, int? knownPort)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[ManagedPolicies] = "true";
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start. {HowToGet}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End(process);
        var said = new StringBuilder();
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Read(object _, DataReceivedEventArgs line)
        {
            if (line.Data is null)
            {
                return;
            }

            lock (said)
            {
                // What it says of every request later is of no use.
                if (said.Length < 10_000)
                {
                    said.AppendLine(line.Data);
                }
            }

            if (RunningOn().Match(line.Data) is { Success: true } match)
            {
                address.TrySetResult(match.Groups[1].Value);
            }
        }

        process.OutputDataReceived += Read;
        process.ErrorDataReceived += Read;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"{program} ended at once:\n{said}\n{HowToGet}"));
        var endpoint = await address.Task.WaitAsync(StartLimit).ConfigureAwait(false);
        return new MotoServer(knownPort is { } port ? $"http://127.0.0.1:{port}" : endpoint);
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>Puts moto into a virtual environment that later runs use again.</summary>
    private static async Task<string> InstallAsync()
    {
        var python = OnPath("python3") ?? OnPath("python") ?? throw new InvalidOperationException(HowToGet);
        var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "KopsPS.Tests", $"moto-{Version}");
        var programs = Path.Combine(folder, OperatingSystem.IsWindows() ? "Scripts" : "bin");
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        var server = Path.Combine(programs, "moto_server" + suffix);
        if (!File.Exists(server))
        {
            await StepAsync(python, "-m", "venv", folder).ConfigureAwait(false);
            await StepAsync(Path.Combine(programs, "python" + suffix), "-m", "pip", "install", "--quiet", $"moto[server]=={Version}").ConfigureAwait(false);
        }

        return server;
    }

    private static async Task StepAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed:\n{said}\n{HowToGet}");
        }
    }

    private static string? OnPath(string name)
    {
        var names = OperatingSystem.IsWindows() ? new[] { name + ".exe", name + ".cmd" } : [name];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(file => Path.Combine(folder, file))).FirstOrDefault(File.Exists);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task SendAsync(HttpMethod method, string path, HttpContent content, string region)
    {
        using var request = new HttpRequestMessage(method, new Uri("/" + path, UriKind.Relative)) { Content = content };
        // moto reads account and region out of the header and checks no signature.
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential=testing/20260101/{region}/s3/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await _http.SendAsync(request).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }

    [GeneratedRegex(@"Running on (http://[0-9.]+:[0-9]+)")]
    private static partial Regex RunningOn();
}
