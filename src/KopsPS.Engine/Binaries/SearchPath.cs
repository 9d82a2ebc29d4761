namespace KopsPS.Engine.Binaries;

/// <summary>Puts folders on the search path, of a session and of the later steps of a pipeline.</summary>
public static class SearchPath
{
    /// <summary>The search path with a folder as its first, and nowhere else.</summary>
    public static string Prepend(string folder, string? path)
    {
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var others = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(other => !Path.TrimEndingDirectorySeparator(other).Equals(folder, comparison));
        return string.Join(Path.PathSeparator, others.Prepend(folder));
    }

    /// <summary>
    /// Tells the pipeline that this runs in: GitHub Actions by its file <c>GITHUB_PATH</c>; for Azure Pipelines
    /// (<c>TF_BUILD</c>) the command is returned that has to be printed. Elsewhere nothing is done.
    /// </summary>
    /// <exception cref="KopsException"><c>KopsBinaryTargetNotWritable</c>.</exception>
    public static async Task<string?> AddForLaterStepsAsync(string folder, HostEnvironment environment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment["GITHUB_PATH"] is { } file)
        {
            try
            {
                await File.AppendAllTextAsync(file, folder + Environment.NewLine, cancellationToken);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw StorageFault.ToKops(fault, file);
            }
        }

        return environment["TF_BUILD"] is not null ? $"##vso[task.prependpath]{folder}" : null;
    }
}
