using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Tests.Aws;

public class OwnershipTagsTests
{
    [Fact]
    public void What_is_made_carries_owner_environment_cluster_and_the_users_own_tags()
    {
        var tags = OwnershipTags.For("prod", "prod.example.com", new Dictionary<string, string> { ["team"] = "platform" });

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["KopsPS:Owner"] = "KopsPS",
                ["KopsPS:Environment"] = "prod",
                ["KopsPS:Cluster"] = "prod.example.com",
                ["team"] = "platform",
            },
            tags);
        Assert.True(OwnershipTags.AreOurs(tags));
    }

    [Fact]
    public void What_somebody_else_made_is_not_ours() =>
        Assert.False(OwnershipTags.AreOurs(new Dictionary<string, string> { ["KopsPS:Environment"] = "prod", ["Owner"] = "KopsPS" }));

    [Theory]
    [InlineData("aws:team", "x")]
    [InlineData("", "x")]
    [InlineData("team", "a,b")]
    [InlineData("te\"am", "x")]
    [InlineData("kopsps:owner", "me")]
    public void A_tag_that_cannot_be_is_refused_before_anything_is_made(string key, string value)
    {
        var fault = Assert.Throws<KopsException>(() => OwnershipTags.For(null, null, new Dictionary<string, string> { [key] = value }));

        Assert.Equal("KopsTagInvalid", fault.Id);
        Assert.Equal(key, fault.Target);
    }

    [Fact]
    public void A_value_may_be_as_long_as_AWS_takes_it()
    {
        Assert.Equal(256, OwnershipTags.For(null, null, new Dictionary<string, string> { ["a"] = new('v', 256) })["a"].Length);
        Assert.Throws<KopsException>(() => OwnershipTags.For(null, null, new Dictionary<string, string> { ["a"] = new('v', 257) }));
        Assert.Throws<KopsException>(() => OwnershipTags.For(null, null, new Dictionary<string, string> { [new('k', 129)] = "v" }));
    }
}
