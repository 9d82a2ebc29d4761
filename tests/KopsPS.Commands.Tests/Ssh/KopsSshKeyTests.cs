using System.Diagnostics;
using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.Ssh;

public sealed class KopsSshKeyTests : IAsyncLifetime
{
    private const string New = ",KopsPS.Commands.NewKopsSshKeyCommand";

    private readonly TemporaryFolder _home = new();
    private AwsProxy _aws = null!;

    private string KeyPath => Path.Combine(_home.Path, ".ssh", "kops");

    public async Task InitializeAsync()
    {
        _aws = await AwsProxy.StartAsync((await MotoServer.SharedAsync()).Endpoint);
        _aws.Account = AwsProxy.NewAccount();
    }

    public async Task DisposeAsync()
    {
        await _aws.DisposeAsync();
        _home.Dispose();
    }

    [Theory]
    [InlineData("Ed25519", "ssh-ed25519 ")]
    [InlineData("Rsa", "ssh-rsa ")]
    public void A_key_is_written_as_ssh_reads_it_imported_kept_and_removed(string algorithm, string type)
    {
        using var shell = new ModuleHost();
        var command = $"New-KopsSshKey kops -Algorithm {algorithm} -Path '{KeyPath}' -Import -EndpointUrl {_aws.Endpoint}";

        var key = shell.Run($"$k = {command}; $k").Single();

        var line = (string)key.Properties["PublicKey"].Value;
        Assert.StartsWith(type, line, StringComparison.Ordinal);
        Assert.Equal(line + "\n", File.ReadAllText(KeyPath + ".pub"));
        Assert.StartsWith("key-", (string)key.Properties["KeyPairId"].Value, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(KeyPath)!));
        }

        if (Keygen("-y", "-P", "", "-f", KeyPath) is { } derived)
        {
            Assert.Equal(line.Split(' ')[..2], derived.Trim().Split(' ')[..2]);
            Assert.Contains((string)key.Properties["Fingerprint"].Value, Keygen("-l", "-f", KeyPath + ".pub"), StringComparison.Ordinal);
        }

        var secret = File.ReadAllText(KeyPath);
        var again = shell.Run($"({command}).Changes | ForEach-Object {{ \"$($_.Action)\" }}").Objects();
        Assert.Equal(["Keep", "Keep"], again.Select(action => action.ToString()));
        Assert.Equal(secret, File.ReadAllText(KeyPath));

        Assert.Equal("KeyPair", shell.Run("$k | Remove-KopsSshKey -Force").Single().Properties["Kind"].Value);
        Assert.Equal("KopsSshKeyPairNotFound,KopsPS.Commands.RemoveKopsSshKeyCommand", shell.Run("$k | Remove-KopsSshKey -Force").SingleError().FullyQualifiedErrorId);
        Assert.True(File.Exists(KeyPath));
    }

    [Fact]
    public void A_passphrase_encrypts_the_key_or_no_key_is_made()
    {
        using var shell = new ModuleHost();
        using var passphrase = new System.Security.SecureString();
        foreach (var sign in "a $b 'c' \"d")
        {
            passphrase.AppendChar(sign);
        }

        var run = shell.Run($"New-KopsSshKey kops -Path '{KeyPath}' -Passphrase $p -Verbose", ("p", passphrase));

        if (OperatingSystem.IsWindows() || Keygen("-?") is null)
        {
            Assert.Equal("KopsSshKeyPassphraseUnsupported" + New, run.SingleError().FullyQualifiedErrorId);
            Assert.False(File.Exists(KeyPath));
            return;
        }

        Assert.Equal(true, run.Single().Properties["Encrypted"].Value);
        Assert.Contains(File.ReadAllText(KeyPath + ".pub").Split(' ')[1], Keygen("-y", "-P", "a $b 'c' \"d", "-f", KeyPath), StringComparison.Ordinal);
        Assert.Equal("", Keygen("-y", "-P", "wrong", "-f", KeyPath));
        Assert.DoesNotContain("a $b", run.AllText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_key_and_another_key_under_the_name_are_errors_and_leave_all_as_it_was()
    {
        using var shell = new ModuleHost();
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, "mine");
        Assert.Equal("KopsSshKeyExists" + New, shell.Run($"New-KopsSshKey kops -Path '{KeyPath}'").SingleError().FullyQualifiedErrorId);
        Assert.Equal("mine", File.ReadAllText(KeyPath));

        shell.Run($"New-KopsSshKey kops -Path '{KeyPath}1' -Import -EndpointUrl {_aws.Endpoint}").Single();
        Assert.Equal("KopsSshKeyPairDiffers" + New, shell.Run($"New-KopsSshKey kops -Path '{KeyPath}2' -Import -EndpointUrl {_aws.Endpoint}").SingleError().FullyQualifiedErrorId);
        Assert.False(File.Exists(KeyPath + "2"));
    }

    [Fact]
    public void A_denied_import_leaves_no_files_and_WhatIf_makes_none()
    {
        using var shell = new ModuleHost();
        Assert.Empty(shell.Run($"New-KopsSshKey kops -Path '{KeyPath}' -Import -EndpointUrl {_aws.Endpoint} -WhatIf").Objects());
        Assert.Contains("Create KeyPair", shell.Host.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyPath));

        _aws.Answers = request => request.Action == "ImportKeyPair"
            ? new AwsAnswer(403, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors><RequestID>1</RequestID></Response>")
            : null;
        Assert.Equal("AwsAccessDenied" + New, shell.Run($"New-KopsSshKey kops -Path '{KeyPath}' -Import -EndpointUrl {_aws.Endpoint}").SingleError().FullyQualifiedErrorId);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
    }

    /// <summary>What ssh-keygen says; empty where it refuses, null where there is none.</summary>
    private static string? Keygen(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ssh-keygen", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 || arguments.Length == 1 ? said : "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
