using System.IO.Compression;
using System.Text;

namespace KopsPS.Engine.ManagementServers;

/// <summary>
/// The user data of a server: what cloud-init does at its first start. It holds no secret, since everybody who may describe
/// the instance can read it. Format: https://cloudinit.readthedocs.io/en/latest/reference/modules.html.
/// </summary>
internal static class CloudInit
{
    /// <summary>What EC2 takes as user data, before it is encoded.</summary>
    public const int LargestUserData = 16 * 1024;

    /// <summary>Where the script lies on the server.</summary>
    public const string ScriptPath = "/var/lib/kopsps/bootstrap.sh";

    /// <summary>Where the script writes what it does.</summary>
    public const string LogPath = "/var/log/kopsps-bootstrap.log";

    /// <summary>The user data as text.</summary>
    /// <param name="request">A request that was checked.</param>
    /// <param name="region">Region that the server works in.</param>
    public static string Text(ManagementServerRequest request, string region)
    {
        var text = new StringBuilder()
            .Append("#cloud-config\n")
            .Append("hostname: ").Append(Quoted(request.Name)).Append('\n')
            .Append("preserve_hostname: false\n")
            .Append("manage_etc_hosts: true\n")
            .Append("ssh_pwauth: false\n")
            .Append("disable_root: true\n")
            .Append("write_files:\n");
        File(text, "/etc/profile.d/kopsps.sh", "0644", ShellProfile(request, region));
        File(text, "/var/lib/kopsps/profile.ps1", "0644", PowerShellProfile(request, region));
        File(text, ScriptPath, "0700", BootstrapScript.Text(request, region));
        return text.Append("runcmd:\n  - [bash, ").Append(ScriptPath).Append("]\n").ToString();
    }

    /// <summary>The user data as EC2 takes it: base64 of the text, or of the packed text where it is too long.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="KopsException"><c>KopsUserDataTooLarge</c>.</exception>
    public static string Encoded(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > LargestUserData)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            {
                gzip.Write(bytes);
            }

            bytes = packed.ToArray();
        }

        return bytes.Length <= LargestUserData ? Convert.ToBase64String(bytes) : throw Faults.UserDataTooLarge(bytes.Length, LargestUserData);
    }

    private static string ShellProfile(ManagementServerRequest request, string region) => string.Concat(
        Variables(request, region).Select(variable => $"export {variable.Name}={ShellText.Posix(variable.Value)}\n"));

    private static string PowerShellProfile(ManagementServerRequest request, string region) => string.Concat(
        Variables(request, region).Select(variable => $"if (-not $env:{variable.Name}) {{ $env:{variable.Name} = {ShellText.PowerShell(variable.Value)} }}\n"));

    private static IEnumerable<(string Name, string Value)> Variables(ManagementServerRequest request, string region)
    {
        yield return ("AWS_REGION", region);
        if (request.StateStore is { } store)
        {
            yield return ("KOPS_STATE_STORE", store);
        }
    }

    private static void File(StringBuilder text, string path, string mode, string content)
    {
        text.Append("  - path: ").Append(path).Append('\n')
            .Append("    owner: root:root\n")
            .Append("    permissions: '").Append(mode).Append("'\n")
            .Append("    content: |\n");
        foreach (var line in content.TrimEnd('\n').Split('\n'))
        {
            text.Append(line.Length == 0 ? "" : "      ").Append(line).Append('\n');
        }
    }

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
