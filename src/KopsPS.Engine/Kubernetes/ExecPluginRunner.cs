using System.Buffers;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using CliWrap;
using CliWrap.Exceptions;

namespace KopsPS.Engine.Kubernetes;

/// <summary>Runs an exec plug-in without a terminal and reads its credential.</summary>
internal static class ExecPluginRunner
{
    /// <summary>A plug-in may log in to a service elsewhere, which takes seconds; a prompt that nobody sees takes for ever.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    public static async Task<ExecCredentialStatus> RunAsync(KubeContext context, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var plugin = context.User.Exec!;
        if (plugin.InteractiveMode == "Always")
        {
            throw Faults.KubernetesExecFailed(plugin.Command, "it needs a terminal (interactiveMode: Always), and there is none here", null, null);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        var stdout = new StringBuilder();
        var stderr = new StringBuilder();
        CommandResult result;
        try
        {
            result = await Cli.Wrap(Locate(plugin.Command, plugin, environment))
                .WithArguments(plugin.Arguments)
                .WithEnvironmentVariables(variables =>
                {
                    foreach (var (name, value) in plugin.Variables)
                    {
                        variables.Set(name, value);
                    }

                    variables.Set("KUBERNETES_EXEC_INFO", ExecInfo(context, plugin));
                })
                .WithStandardOutputPipe(PipeTarget.ToStringBuilder(stdout))
                .WithStandardErrorPipe(PipeTarget.ToStringBuilder(stderr))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is Win32Exception or CliWrapException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw Faults.KubernetesExecFailed(plugin.Command, "it could not be started", plugin.InstallHint, fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw Faults.KubernetesExecFailed(
                plugin.Command, $"it gave no credential within {TimeLimit.TotalSeconds:0} s", null, fault);
        }

        if (result.ExitCode != 0)
        {
            throw Faults.KubernetesExecFailed(plugin.Command, $"exit code {result.ExitCode}: {LastLines(stderr)}", plugin.InstallHint, null);
        }

        try
        {
            return JsonSerializer.Deserialize(stdout.ToString(), ExecCredentialJson.Default.ExecCredential)?.Status is { } status
                && (status.Token ?? status.ClientCertificateData) is not null
                ? status
                : throw Faults.KubernetesExecFailed(plugin.Command, "its answer holds neither a token nor a certificate", null, null);
        }
        catch (JsonException fault)
        {
            // Not the answer itself: it may hold a token.
            throw Faults.KubernetesExecFailed(plugin.Command, "its answer is no ExecCredential in JSON", null, fault);
        }
    }

    /// <summary>Looks a bare name up in the plug-in's own PATH, where it sets one, as kubectl does.</summary>
    private static string Locate(string command, ExecPlugin plugin, HostEnvironment environment)
    {
        if (Path.IsPathRooted(command))
        {
            return command;
        }

        var path = plugin.Variables.LastOrDefault(variable => variable.Key == "PATH").Value ?? environment["PATH"] ?? "";
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, command + ending)))
            .FirstOrDefault(File.Exists)
            ?? throw Faults.KubernetesExecFailed(command, "it is not in PATH", plugin.InstallHint, null);
    }

    private static string ExecInfo(KubeContext context, ExecPlugin plugin)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", plugin.ApiVersion);
            writer.WriteString("kind", "ExecCredential");
            writer.WriteStartObject("spec");
            writer.WriteBoolean("interactive", false);
            if (plugin.ProvideClusterInfo)
            {
                writer.WriteStartObject("cluster");
                writer.WriteString("server", context.Server.OriginalString);
                if (context.TlsServerName is { } name)
                {
                    writer.WriteString("tls-server-name", name);
                }

                if (context.SkipTlsVerify)
                {
                    writer.WriteBoolean("insecure-skip-tls-verify", true);
                }

                var authority = context.AuthorityData ?? (context.AuthorityFile is { } file ? File.ReadAllBytes(file) : null);
                if (authority is not null)
                {
                    writer.WriteBase64String("certificate-authority-data", authority);
                }

                if (context.ProxyUrl is { } proxy)
                {
                    writer.WriteString("proxy-url", proxy);
                }

                writer.WritePropertyName("config");
                writer.WriteRawValue(context.ExecConfig ?? "null");
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string LastLines(StringBuilder stderr)
    {
        var lines = stderr.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "it said nothing" : string.Join(" ", lines.TakeLast(3));
    }
}
