using KopsPS.Engine.Binaries;

namespace KopsPS.Engine.Tests.Binaries;

public class SupportPolicyTests
{
    [Theory]
    [InlineData("kops", "1.36.2", true)]
    [InlineData("kops", "1.35.0", true)]
    [InlineData("kops", "1.34.9", false)]
    [InlineData("kops", "1.37.0-beta.1", true)]
    [InlineData("kubectl", "1.34.0", true)]
    [InlineData("kubectl", "1.33.9", false)]
    public void Kops_supports_two_minors_and_Kubernetes_three(string name, string version, bool supported) =>
        Assert.Equal(supported, SupportPolicy.IsSupported(name, BinaryVersion.Parse(version), BinaryVersion.Parse("1.36.4")));

    [Fact]
    public void A_pre_release_ends_no_support() =>
        Assert.Equal("1.36.0", SupportPolicy.Newest([BinaryVersion.Parse("1.37.0-beta.1"), BinaryVersion.Parse("1.35.0")]).ToNormalizedString());

    [Theory]
    [InlineData("1.36.9", "1.36.2 1.36.1 1.35.4")]
    [InlineData("1.40.0", "1.36.2 1.36.1 1.35.4")]
    [InlineData("1.35.3", "1.35.4 1.36.2 1.36.1")]
    [InlineData("1.37.0-beta.2", "1.37.0-beta.1 1.36.2 1.36.1")]
    public void The_nearest_versions_are_those_of_the_same_minor_then_of_the_next(string wanted, string nearest) =>
        Assert.Equal(
            nearest.Split(' '),
            BinaryVersion.Nearest(
                BinaryVersion.Parse(wanted), ((string[])["1.37.0-beta.1", "1.36.2", "1.36.1", "1.35.4", "1.30.1"]).Select(BinaryVersion.Parse)));
}
