using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>The version of the module that runs here, which a server is to get too, so that both ends are alike.</summary>
internal static class ModuleVersion
{
    /// <summary>Version and label as the gallery has them.</summary>
    public static string Of(InvocationInfo invocation)
    {
        var module = invocation.MyCommand.Module;
        var label = ((module?.PrivateData as Hashtable)?["PSData"] as Hashtable)?["Prerelease"] as string;
        var version = module?.Version?.ToString() ?? "0.1.0";
        return string.IsNullOrEmpty(label) ? version : $"{version}-{label}";
    }
}
