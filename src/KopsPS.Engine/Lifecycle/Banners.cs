namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// The notices that kops frames with lines of 81 asterisks on stdout: a newer Kubernetes, a newer kops, a version that
/// is not supported.
/// </summary>
internal static class Banners
{
    private static readonly string Frame = new('*', 81);

    /// <summary>The notices, each as one line.</summary>
    public static IReadOnlyList<string> In(string stdout)
    {
        var notices = new List<string>();
        List<string>? open = null;
        foreach (var line in stdout.Split('\n'))
        {
            if (line != Frame)
            {
                if (line.Length > 0)
                {
                    open?.Add(line);
                }
            }
            else if (open is null)
            {
                open = [];
            }
            else
            {
                notices.Add(string.Join(' ', open));
                open = null;
            }
        }

        return notices;
    }
}
