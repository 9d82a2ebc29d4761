using System.Text.Json;
using KopsPS.Engine.Identity;
using KopsPS.Engine.Prerequisites;

namespace KopsPS.Engine.Tests.Identity;

public sealed class LeastPrivilegePolicyTests
{
    private static readonly PolicyScope Scope = new()
    {
        StateStore = "s3://acme-kops/prod", Region = "eu-central-1", HostedZoneIds = ["/hostedzone/Z0123456789ABC"], ClusterNames = ["prod.example.com"],
    };

    [Fact]
    public void It_is_limited_to_store_zone_region_and_cluster()
    {
        var statements = Statements(Scope);

        Assert.Equal("arn:aws:s3:::acme-kops", Resources(statements["Buckets"]).Single());
        Assert.Equal("arn:aws:s3:::acme-kops/prod/*", Resources(statements["Objects"]).Single());
        Assert.Equal("arn:aws:route53:::hostedzone/Z0123456789ABC", Resources(statements["Zones"]).Single());
        Assert.Equal("eu-central-1", statements["Make"].GetProperty("Condition").GetProperty("StringEquals").GetProperty("aws:RequestedRegion").GetString());
        var change = statements["Change"].GetProperty("Condition").GetProperty("StringEquals");
        Assert.Equal(("eu-central-1", "prod.example.com"), (change.GetProperty("aws:RequestedRegion").GetString(), change.GetProperty("aws:ResourceTag/KubernetesCluster").GetString()));
        Assert.Contains("arn:aws:iam::123456789012:role/*.prod.example.com", Resources(statements["Roles"]));
        Assert.Equal("arn:aws:sqs:eu-central-1:123456789012:prod-example-com*-nth", Resources(statements["Queues"]).Single());
        Assert.Contains(":autoScalingGroupName/*.prod.example.com", Resources(statements["Groups"]).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_it_allows_everything()
    {
        foreach (var (sid, statement) in Statements(Scope))
        {
            var actions = Texts(statement.GetProperty("Action"));
            Assert.DoesNotContain(actions, action => action == "*" || action.EndsWith(":*", StringComparison.Ordinal));
            // Whatever takes every resource only reads, or is held by a condition.
            Assert.True(
                !Resources(statement).Contains("*") || statement.TryGetProperty("Condition", out _)
                    || actions.All(action => action.Contains(":Describe", StringComparison.Ordinal) || action.Contains(":Get", StringComparison.Ordinal)
                        || action.Contains(":List", StringComparison.Ordinal) || action is "iam:SimulatePrincipalPolicy" or "sts:DecodeAuthorizationMessage"),
                sid);
        }
    }

    [Theory]
    [InlineData("iam:GetRole")]
    [InlineData("iam:GetInstanceProfile")]
    [InlineData("iam:GetOpenIDConnectProvider")]
    public void What_kops_asks_of_everything_in_the_account_is_not_limited_to_the_cluster(string call)
    {
        var look = Statements(Scope)["Look"];

        Assert.Equal(["*"], Resources(look));
        Assert.Contains(call, Texts(look.GetProperty("Action")));
    }

    [Fact]
    public void Without_a_cluster_it_takes_whatever_kops_has_tagged()
    {
        var change = Statements(Scope with { ClusterNames = [] })["Change"].GetProperty("Condition");

        Assert.Equal("false", change.GetProperty("Null").GetProperty("aws:ResourceTag/KubernetesCluster").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(40)]
    public void It_is_split_below_IAMs_limit(int clusters)
    {
        var scope = Scope with { ClusterNames = [.. Enumerable.Range(0, clusters).Select(i => $"cluster-{i}.eu.example.com")] };

        var documents = LeastPrivilegePolicy.Documents(scope, "aws", "123456789012");

        Assert.All(documents, document => Assert.InRange(document.Length, 1, 6144));
        Assert.Equal(documents.Count, documents.Distinct().Count());
        Assert.True(documents.Count > 1 || clusters == 1);
    }

    [Theory]
    [InlineData("file:///srv/kops", "prod.example.com", "Z1", "KopsPolicyScopeInvalid")]
    [InlineData("s3://acme-kops", "*", "Z1", "KopsPolicyScopeInvalid")]
    [InlineData("s3://acme-kops", "prod.example.com", "*", "KopsPolicyScopeInvalid")]
    [InlineData("acme-kops", "prod.example.com", "Z1", "KopsStateStoreInvalid")]
    public void A_scope_that_cannot_be_is_refused(string store, string cluster, string zone, string id)
    {
        var scope = new PolicyScope { StateStore = store, Region = "eu-central-1", ClusterNames = [cluster], HostedZoneIds = [zone] };

        Assert.Equal(id, Assert.Throws<KopsException>(() => LeastPrivilegePolicy.Documents(scope, "aws", "123456789012")).Id);
    }

    [Fact]
    public void Every_call_that_is_asked_of_an_identity_is_in_it()
    {
        var allowed = Statements(Scope).Values.Where(statement => statement.GetProperty("Effect").GetString() == "Allow").SelectMany(statement => Texts(statement.GetProperty("Action"))).ToArray();
        var needed = RequiredActions.ByService.SelectMany(service => service.Value.Select(call => $"{service.Key}:{call}"));

        Assert.All(needed, call => Assert.Contains(allowed, pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, call, ignoreCase: false)));
    }

    [Fact]
    public void More_clusters_than_a_part_holds_are_refused() => Assert.Equal("KopsPolicyTooLarge", Assert.Throws<KopsException>(() => LeastPrivilegePolicy.Documents(
        Scope with { ClusterNames = [.. Enumerable.Range(0, 400).Select(i => $"cluster-{i}.eu.example.com")] }, "aws", "123456789012")).Id);

    private static Dictionary<string, JsonElement> Statements(PolicyScope scope) => LeastPrivilegePolicy.Documents(scope, "aws", "123456789012")
        .SelectMany(document => JsonDocument.Parse(document).RootElement.GetProperty("Statement").EnumerateArray())
        .ToDictionary(statement => statement.GetProperty("Sid").GetString()!);

    private static string[] Resources(JsonElement statement) => Texts(statement.GetProperty("Resource"));

    private static string[] Texts(JsonElement one) => one.ValueKind == JsonValueKind.String ? [one.GetString()!] : [.. one.EnumerateArray().Select(text => text.GetString()!)];
}
