using KopsPS.Engine.ManagementServers;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.ManagementServers;

public sealed class HostKeyTests : IDisposable
{
    /// <summary>Made by ssh-keygen; ssh-keygen -l says what its fingerprint is.</summary>
    private const string Key = "AAAAC3NzaC1lZDI1NTE5AAAAIGdgpk5gzmPQRd7Qh97MLoLH5g5BRuWNfxb0Io5xPOWK";
    private const string Fingerprint = "SHA256:ZHkVup1ghyGxhBqCWvGj2BF+/7OvyP40dG8FECv1lV8";

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_fingerprint_is_the_one_that_ssh_shows() => Assert.Equal(Fingerprint, new HostKey("ssh-ed25519", Key).Fingerprint);

    [Fact]
    public void The_keys_of_the_last_start_are_read_from_the_console()
    {
        var keys = ConsoleHostKeys.Read($"""
            -----BEGIN SSH HOST KEY KEYS-----
            ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPs4zGgzI0mNJ2dEOaXnNWNQ7Oe0P8pnCZrWXxVsNJrk root@old
            -----END SSH HOST KEY KEYS-----
            [   21.7] cloud-init[1234]: reboot
            ec2: -----BEGIN SSH HOST KEY KEYS-----
            ec2: ssh-ed25519 {Key} root@ops
            ec2: ssh-rsa bm90IGEga2V5 root@ops
            ec2: -----END SSH HOST KEY KEYS-----
            Ubuntu 24.04 LTS ops ttyS0
            """);

        Assert.Equal([new HostKey("ssh-ed25519", Key)], keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 AAAA root@ops\n")]
    [InlineData("-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 AAAA root@ops\n-----END SSH HOST KEY KEYS-----")]
    public void A_console_without_whole_keys_has_none(string console) => Assert.Empty(ConsoleHostKeys.Read(console));

    [Fact]
    public void Keys_are_kept_by_instance_and_forgotten_alone()
    {
        var known = Known();
        known.Add("i-1", [new HostKey("ssh-ed25519", Key)]);
        known.Add("i-1", [new HostKey("ssh-ed25519", Key)]);
        known.Add("i-11", [new HostKey("ssh-ed25519", Key)]);

        Assert.Equal($"i-1 ssh-ed25519 {Key}\ni-11 ssh-ed25519 {Key}\n", File.ReadAllText(known.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(known.Path));
        }

        known.Forget("i-1");
        Assert.Empty(known.Keys("i-1"));
        Assert.Single(known.Keys("i-11"));
    }

    private KnownServers Known() => KnownServers.Of(TestSettings.With(_home.Path, ("LOCALAPPDATA", _home.Path)).Environment);
}
