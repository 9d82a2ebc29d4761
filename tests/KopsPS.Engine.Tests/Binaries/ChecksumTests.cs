using KopsPS.Engine.Binaries;

namespace KopsPS.Engine.Tests.Binaries;

public class ChecksumTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(Digest)]
    [InlineData(Digest + "\n")]
    [InlineData("\uFEFF" + Digest + "\r\n")]
    [InlineData("0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef  kops-linux-amd64\n")]
    [InlineData(Digest + " *kops.exe\r\n")]
    public void Reads_a_bare_digest_and_a_line_of_sha256sum(string text)
    {
        Assert.True(Checksum.TryParse(text, out var digest));
        Assert.Equal(Digest, digest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef")]
    [InlineData(Digest + "00")]
    [InlineData(Digest + "  kops\n" + Digest + "  kubectl\n")]
    [InlineData("<html>" + Digest + "</html>")]
    [InlineData("g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Refuses_the_rest(string? text) => Assert.False(Checksum.TryParse(text, out _));
}
