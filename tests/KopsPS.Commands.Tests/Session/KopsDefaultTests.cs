namespace KopsPS.Commands.Tests.Session;

public sealed class KopsDefaultTests : IDisposable
{
    private readonly ModuleHost _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void What_is_set_is_kept_and_the_rest_stays()
    {
        var defaults = _shell.Run("Set-KopsDefault s3://acme-kops; Set-KopsDefault -Region eu-central-1; Get-KopsDefault").Single();

        Assert.Equal("s3://acme-kops", defaults.Properties["StateStore"].Value);
        Assert.Equal("eu-central-1", defaults.Properties["Region"].Value);
        Assert.Null(defaults.Properties["ProfileName"].Value);
    }

    [Fact]
    public void Clear_forgets_one_or_all()
    {
        var one = _shell.Run("Set-KopsDefault s3://a -Region us-east-1; Clear-KopsDefault StateStore; Get-KopsDefault").Single();
        Assert.Null(one.Properties["StateStore"].Value);
        Assert.Equal("us-east-1", one.Properties["Region"].Value);

        var all = _shell.Run("Clear-KopsDefault; Get-KopsDefault").Single();
        Assert.Null(all.Properties["Region"].Value);
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        var defaults = _shell.Run("Set-KopsDefault s3://a; Set-KopsDefault s3://b -WhatIf; Clear-KopsDefault -WhatIf; Get-KopsDefault").Single();

        Assert.Equal("s3://a", defaults.Properties["StateStore"].Value);
    }

    [Fact]
    public void Paths_are_read_where_the_session_stands_when_they_are_set()
    {
        using var folder = new TemporaryFolder();
        var defaults = _shell.Run("$path = $ExecutionContext.SessionState.Path; [void]$path.SetLocation($folder); Set-KopsDefault -KopsPath ./kops -Kubeconfig ./config; [void]$path.SetLocation([IO.Path]::GetTempPath()); Get-KopsDefault", ("folder", folder.Path)).Single();

        Assert.Equal(Path.Combine(folder.Path, "kops"), defaults.Properties["KopsPath"].Value);
        Assert.Equal(Path.Combine(folder.Path, "config"), defaults.Properties["Kubeconfig"].Value);
    }

    [Fact]
    public void Each_runspace_has_its_own()
    {
        using var other = new ModuleHost();
        _shell.Run("Set-KopsDefault s3://mine").Objects();

        Assert.Null(other.Run("Get-KopsDefault").Single().Properties["StateStore"].Value);
    }

    [Fact]
    public void The_view_lists_every_value()
    {
        var text = _shell.Show("Set-KopsDefault s3://acme-kops -Context prod; Get-KopsDefault");

        Assert.Matches(@"StateStore\s+: s3://acme-kops", text);
        Assert.Matches(@"Context\s+: prod", text);
    }

    [Fact]
    public void An_empty_value_is_refused() =>
        Assert.Equal("ParameterArgumentValidationError,KopsPS.Commands.SetKopsDefaultCommand", _shell.Run("Set-KopsDefault ''").SingleError().FullyQualifiedErrorId);
}
