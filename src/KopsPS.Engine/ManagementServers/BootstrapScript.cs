using System.Text;

namespace KopsPS.Engine.ManagementServers;

/// <summary>The script that sets a server up: the values of the request, then <c>bootstrap.sh</c> as it is.</summary>
internal static class BootstrapScript
{
    private const string Resource = "KopsPS.Engine.ManagementServers.bootstrap.sh";

    private static readonly Lazy<string> Body = new(Read);

    /// <summary>The whole script.</summary>
    /// <param name="request">A request that was checked.</param>
    /// <param name="region">Region that the server works in.</param>
    public static string Text(ManagementServerRequest request, string region)
    {
        var text = new StringBuilder("#!/bin/bash\n");
        foreach (var (name, value) in Values(request, region))
        {
            text.Append("export ").Append(name).Append('=').Append(ShellText.Posix(value)).Append('\n');
        }

        return text.Append(Body.Value).ToString();
    }

    private static IEnumerable<(string Name, string Value)> Values(ManagementServerRequest request, string region)
    {
        yield return ("AWS_REGION", region);
        if (request.Module.GalleryVersion is { } version)
        {
            yield return ("MODULE_VERSION", version);
        }
        else
        {
            yield return request.Module.Url is { } url ? ("MODULE_URL", url.AbsoluteUri) : ("MODULE_BUCKET", request.Module.Bucket!);
            if (request.Module.Key is { } key)
            {
                yield return ("MODULE_KEY", key);
            }

            yield return ("MODULE_SHA256", request.Module.Sha256!);
        }

        yield return ("KOPS_VERSION", request.KopsVersion);
        yield return ("KUBECTL_VERSION", request.KubectlVersion);
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(BootstrapScript).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
