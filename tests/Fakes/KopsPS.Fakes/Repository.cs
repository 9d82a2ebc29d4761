using System.Runtime.CompilerServices;

namespace KopsPS.Fakes;

/// <summary>Finds the files of the checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The top folder of the checkout.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", ".."));

    /// <summary>The folder with recorded answers of real peers.</summary>
    public static string Recordings { get; } = Path.Combine(Root, "tests", "recordings");

    /// <summary>The staged module.</summary>
    public static string Module { get; } = Path.Combine(Root, "out", "KopsPS");

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
