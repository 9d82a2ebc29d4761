using System.Text.Json;
using KopsPS.Engine.Buckets;

namespace KopsPS.Engine.Tests.Buckets;

public class BucketPolicyTests
{
    private const string Foreign = """
        {"Version":"2012-10-17","Id":"acme","Statement":[{"Sid":"Audit","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"}]}
        """;

    [Fact]
    public void Statements_of_others_stay_as_they_are()
    {
        var policy = BucketPolicy.Parse(Foreign);

        policy.DenyInsecureTransport("acme", "aws");
        policy.Trust("acme", "aws", ["111122223333"]);
        policy.DenyInsecureTransport("acme", "aws");

        using var document = JsonDocument.Parse(policy.ToJson());
        Assert.Equal("acme", document.RootElement.GetProperty("Id").GetString());
        var statements = document.RootElement.GetProperty("Statement").EnumerateArray().ToArray();
        Assert.Equal(3, statements.Length);
        using var before = JsonDocument.Parse(Foreign);
        Assert.True(JsonElement.DeepEquals(before.RootElement.GetProperty("Statement")[0], statements[0]));
    }

    [Fact]
    public void Requests_without_TLS_are_denied_to_everybody_for_the_bucket_and_its_objects()
    {
        var policy = BucketPolicy.Parse(null);

        policy.DenyInsecureTransport("acme", "aws-cn");

        using var document = JsonDocument.Parse(policy.ToJson());
        var statement = document.RootElement.GetProperty("Statement")[0];
        Assert.Equal(("Deny", "*", "s3:*"), (statement.GetProperty("Effect").GetString(), statement.GetProperty("Principal").GetString(), statement.GetProperty("Action").GetString()));
        Assert.Equal(["arn:aws-cn:s3:::acme", "arn:aws-cn:s3:::acme/*"], statement.GetProperty("Resource").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal("false", statement.GetProperty("Condition").GetProperty("Bool").GetProperty("aws:SecureTransport").GetString());
        Assert.True(policy.IsTlsOnly("acme"));
        Assert.False(policy.IsTlsOnly("other"));
    }

    [Theory]
    [InlineData("""{"Effect":"Deny","Principal":{"AWS":"*"},"Action":["s3:*"],"Resource":["arn:aws:s3:::acme/*","arn:aws:s3:::acme"],"Condition":{"Bool":{"aws:SecureTransport":false}}}""", true)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":["false"]}}}""", true)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::acme/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}""", false)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}""", false)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}""", false)]
    [InlineData("""{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::1:root"},"Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}""", false)]
    public void A_statement_of_somebody_else_counts_where_it_does_the_same(string statement, bool tlsOnly) =>
        Assert.Equal(tlsOnly, BucketPolicy.Parse($$"""{"Version":"2012-10-17","Statement":{{statement}}}""").IsTlsOnly("acme"));

    [Fact]
    public void Trust_can_be_changed_and_taken_away()
    {
        var policy = BucketPolicy.Parse(null);

        policy.Trust("acme", "aws", ["444455556666", "111122223333"]);
        Assert.Equal(["111122223333", "444455556666"], policy.TrustedAccounts);

        policy.Trust("acme", "aws", []);
        Assert.Empty(policy.TrustedAccounts);
        Assert.True(policy.IsEmpty);
    }
}
