using System.Collections;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.Environments;

/// <summary>Reads the settings of an environment from a file.</summary>
public static class EnvironmentFile
{
    /// <summary>Reads names and values from YAML, of which JSON is a part.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException"><c>KopsEnvironmentFileUnreadable</c>, <c>KopsEnvironmentFileInvalid</c>.</exception>
    public static async Task<IDictionary> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return KopsYaml.Read(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.EnvironmentFileUnreadable(path, fault);
        }
        catch (KopsException fault)
        {
            throw Faults.EnvironmentFileInvalid(path, fault);
        }
    }
}
