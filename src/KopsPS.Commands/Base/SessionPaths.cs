using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Paths as the session's current location and drives have them. On the pipeline thread.</summary>
internal static class SessionPaths
{
    /// <summary>One path, or several as in the variable <c>KUBECONFIG</c>.</summary>
    public static string Full(SessionState session, string paths)
    {
        var whole = session.Path.GetUnresolvedProviderPathFromPSPath(paths);
        return File.Exists(whole)
            ? whole
            : string.Join(Path.PathSeparator, paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(session.Path.GetUnresolvedProviderPathFromPSPath));
    }
}
