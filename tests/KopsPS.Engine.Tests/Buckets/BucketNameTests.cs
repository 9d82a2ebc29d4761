using KopsPS.Engine.Buckets;

namespace KopsPS.Engine.Tests.Buckets;

public class BucketNameTests
{
    [Theory]
    [InlineData("acme-kops")]
    [InlineData("a1b")]
    [InlineData("acme.kops.state")]
    [InlineData("1.2.3.4.5")]
    public void A_name_that_S3_takes_passes(string name)
    {
        Assert.Equal(name, BucketName.Check(name));
        Assert.Equal(name, BucketName.Check($"s3://{name}/"));
        Assert.Equal(63, BucketName.Check(new string('a', 63)).Length);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Acme-Kops")]
    [InlineData("acme_kops")]
    [InlineData("-acme")]
    [InlineData("acme-")]
    [InlineData(".acme")]
    [InlineData("acme..kops")]
    [InlineData("192.168.5.4")]
    [InlineData("xn--acme")]
    [InlineData("sthree-acme")]
    [InlineData("acme-s3alias")]
    [InlineData("acme--ol-s3")]
    [InlineData("s3://acme/prefix")]
    [InlineData("acmé-kops")]
    [InlineData("")]
    public void A_name_that_S3_refuses_is_told_before_any_call(string name)
    {
        var fault = Assert.Throws<KopsException>(() => BucketName.Check(name));

        Assert.Equal(("KopsBucketNameInvalid", FaultKind.InvalidArgument), (fault.Id, fault.Kind));
        Assert.Equal(name, fault.Target);
    }

    [Fact]
    public void A_name_too_long_is_told() => Assert.Throws<KopsException>(() => BucketName.Check(new string('a', 64)));

    [Fact]
    public void Dots_are_warned_of()
    {
        Assert.Contains("TLS", BucketName.Warning("acme.kops"), StringComparison.Ordinal);
        Assert.Null(BucketName.Warning("acme-kops"));
    }
}
