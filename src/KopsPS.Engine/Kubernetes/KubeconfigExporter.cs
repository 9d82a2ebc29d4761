using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Lets kops export into a private file, and merges that into the user's kubeconfig: kops itself would overwrite what has
/// the same names, and keep no copy.
/// </summary>
/// <param name="run">Runs kops.</param>
/// <param name="feedback">Where to report.</param>
public sealed class KubeconfigExporter(Func<KopsCall, CancellationToken, Task<KopsRun>> run, IFeedback feedback)
{
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(10);

    /// <summary>Exports.</summary>
    /// <exception cref="KopsException">What kops says; <c>KubeconfigConflict</c>, <c>KubeconfigLocked</c>, <c>KubeconfigNotWritable</c>, <c>KubeconfigInvalid</c>.</exception>
    public async Task<KopsKubeconfig> ExportAsync(KubeconfigExportRequest request, KopsSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(settings);
        var name = request.ClusterName;

        // On Unix made with mode 0700.
        var folder = Directory.CreateTempSubdirectory("kopsps-");
        try
        {
            var own = Path.Combine(folder.FullName, "kubeconfig");
            await run(Call(request, own), cancellationToken).ConfigureAwait(false);
            var exported = await KubeconfigFile.ReadAsync(own, cancellationToken).ConfigureAwait(false);
            var isUserMissing = false;
            var backup = await KubeconfigWriter.ChangeAsync(
                request.Target,
                file =>
                {
                    KubeconfigMerge.Apply(file, exported, name, request.SetCurrent, request.Force);
                    if (request.User is { } user)
                    {
                        file.Find("contexts", name)!.Children["user"] = new YamlDotNet.RepresentationModel.YamlScalarNode(user);
                        isUserMissing = file.Find("users", user) is null;
                    }
                },
                LockLimit,
                TimeProvider.System,
                cancellationToken).ConfigureAwait(false);
            feedback.Verbose(backup is null ? $"Wrote {request.Target}." : $"Wrote {request.Target}; the old one is {backup}.");
            if (isUserMissing)
            {
                feedback.Warning($"{request.Target} has no user '{request.User}': the context works only where another file of KUBECONFIG has it.");
            }

            return new KopsKubeconfig
            {
                ClusterName = name,
                Context = name,
                Kubeconfig = Path.GetFullPath(request.Target),
                Server = KubeconfigFile.Text(exported.Find("clusters", name), "server"),
                Credential = request.Admin is not null ? "Admin" : request.AuthPlugin ? "AuthPlugin" : request.User is not null ? "User" : "None",
                Expires = ExpiryOf(exported, name),
                IsCurrent = request.SetCurrent,
                Backup = backup,
                StateStore = settings.StateStore,
                Region = settings.Region,
                ProfileName = settings.ProfileName,
                EndpointUrl = settings.EndpointUrl,
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The call that kops gets.</summary>
    internal static KopsCall Call(KubeconfigExportRequest request, string file)
    {
        var arguments = new List<string> { "export", "kubeconfig", "--kubeconfig", file };
        if (request.Admin is { } lifetime)
        {
            // One word: kops takes a value after a blank for a positional argument.
            arguments.Add("--admin=" + GoDuration.Format(lifetime));
        }

        if (request.AuthPlugin)
        {
            arguments.Add("--auth-plugin");
        }

        // Not --user: kops looks for the user in the file that it writes, which is a new one. The context gets it afterwards.
        if (request.Internal)
        {
            arguments.Add("--internal");
        }

        return new KopsCall([.. arguments]) { ClusterName = request.ClusterName };
    }

    /// <summary>The end of the client certificate. Its beginning lies two days back: the lifetime is not their difference.</summary>
    private static DateTimeOffset? ExpiryOf(KubeconfigFile exported, string name)
    {
        if (KubeconfigFile.Text(exported.Find("users", name), "client-certificate-data") is not { } data)
        {
            return null;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(data)));
            return certificate.NotAfter.ToUniversalTime();
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
