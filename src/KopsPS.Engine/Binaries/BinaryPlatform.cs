using System.Runtime.InteropServices;

namespace KopsPS.Engine.Binaries;

/// <summary>An operating system and a processor, named as the projects name them in the addresses of their releases.</summary>
/// <param name="Os"><c>linux</c>, <c>darwin</c> or <c>windows</c>.</param>
/// <param name="Architecture"><c>amd64</c> or <c>arm64</c>.</param>
public sealed record BinaryPlatform(string Os, string Architecture)
{
    /// <summary>This machine.</summary>
    public static BinaryPlatform Current { get; } = new(
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux",
        RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64");

    /// <summary>Ending of an executable's name: <c>.exe</c> or nothing.</summary>
    public string Extension => Os == "windows" ? ".exe" : "";

    /// <summary>The platform whose binary runs here: kops has none for Windows on ARM, which runs the one for amd64.</summary>
    public static BinaryPlatform NativeFor(string name) =>
        name == "kops" && Current.Os == "windows" ? Current with { Architecture = "amd64" } : Current;

    /// <inheritdoc/>
    public override string ToString() => $"{Os}/{Architecture}";
}
