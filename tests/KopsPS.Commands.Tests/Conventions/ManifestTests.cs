using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Xml.Linq;

namespace KopsPS.Commands.Tests.Conventions;

/// <summary>The manifest as it is staged.</summary>
public sealed class ManifestTests : IDisposable
{
    private readonly ModuleHost _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void PowerShell_finds_nothing_wrong_with_it()
    {
        var result = _shell.Run("Test-ModuleManifest $path", ("path", Path.Combine(Repository.Module, "KopsPS.psd1")));

        var module = (PSModuleInfo)result.Single().BaseObject;
        Assert.Empty(result.Warnings);
        Assert.Equal(new Version(7, 4), module.PowerShellVersion);
        Assert.NotEmpty(module.Tags);
        Assert.NotNull(module.LicenseUri);
        Assert.NotNull(module.ProjectUri);
        Assert.False(string.IsNullOrEmpty(module.ReleaseNotes));
    }

    [Fact]
    public void It_exports_each_cmdlet_there_is_and_nothing_else()
    {
        var written = (Type[])_shell.Run("[KopsPS.LoadContext]::Commands.GetExportedTypes()").Objects().Select(type => (Type)type.BaseObject).ToArray();
        var names = written.Select(type => type.GetCustomAttribute<CmdletAttribute>()).OfType<CmdletAttribute>().Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}");

        Assert.Equal(names.Order(), _shell.Run("(Get-Module KopsPS).ExportedCommands.Keys").Objects().Select(name => name.ToString()!).Order());
    }

    [Fact]
    public void Exports_are_named_one_by_one()
    {
        var manifest = (Hashtable)Parser.ParseFile(Path.Combine(Repository.Module, "KopsPS.psd1"), out _, out _).Find(ast => ast is HashtableAst, false).SafeGetValue();

        foreach (var kind in new[] { "CmdletsToExport", "FunctionsToExport", "AliasesToExport", "VariablesToExport" })
        {
            Assert.DoesNotContain(((IEnumerable)manifest[kind]!).Cast<object>(), name => name.ToString()!.Contains('*', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_view_is_loaded()
    {
        static int Views(string file) => XDocument.Load(file).Descendants("View").Count();
        var written = Directory.GetFiles(Path.Combine(Repository.Root, "src", "Module", "Formats"), "*.ps1xml").Sum(Views);

        Assert.Equal(written, Views(Path.Combine(Repository.Module, "KopsPS.Format.ps1xml")));
        Assert.Equal(["KopsPS.Format.ps1xml"], ((PSModuleInfo)_shell.Run("Get-Module KopsPS").Single().BaseObject).ExportedFormatFiles.Select(Path.GetFileName));
    }

    [Fact]
    public void Every_library_that_is_shipped_is_in_the_notices()
    {
        var notices = File.ReadAllText(Path.Combine(Repository.Module, "THIRD-PARTY-NOTICES.txt"));

        Assert.All(
            Directory.GetFiles(Path.Combine(Repository.Module, "private"), "*.dll").Select(file => Path.GetFileNameWithoutExtension(file))
                .Where(name => !name.StartsWith("KopsPS.", StringComparison.Ordinal)),
            name => Assert.Contains(name.Replace("AWSSDK", "", StringComparison.Ordinal), notices, StringComparison.Ordinal));
    }

    [Fact]
    public void Version_and_prerelease_are_those_of_the_build()
    {
        var manifest = File.ReadAllText(Path.Combine(Repository.Module, "KopsPS.psd1"));
        var build = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"));
        string Of(string tag) => System.Text.RegularExpressions.Regex.Match(build, $"<{tag}>(.+)</{tag}>").Groups[1].Value;

        Assert.Contains($"ModuleVersion = '{Of("Version")}'", manifest, StringComparison.Ordinal);
        Assert.Contains($"Prerelease = '{Of("Prerelease")}'", manifest, StringComparison.Ordinal);
    }
}
