using System.Text.Json.Nodes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Engine.Tests.Workloads;

public class ObjectDifferenceTests
{
    [Theory]
    [InlineData("""{"spec":{"replicas":1}}""", """{"spec":{"replicas":2}}""", "spec.replicas 1 -> 2")]
    [InlineData("""{"spec":{}}""", """{"spec":{"paused":true}}""", "spec.paused none -> true")]
    [InlineData("""{"data":{"a":"x"}}""", """{"data":{}}""", "data.a x -> none")]
    [InlineData("""{"spec":{"c":[{"name":"a","image":"1"},{"name":"b","image":"2"}]}}""", """{"spec":{"c":[{"name":"b","image":"3"},{"name":"a","image":"1"}]}}""", "spec.c[name=b].image 2 -> 3")]
    [InlineData("""{"spec":{"args":["a","b"]}}""", """{"spec":{"args":["a","c"]}}""", "spec.args[1] b -> c")]
    [InlineData("""{"metadata":{"labels":{"x.io/y":"1"}}}""", """{"metadata":{"labels":{"x.io/y":"2"}}}""", "metadata.labels['x.io/y'] 1 -> 2")]
    [InlineData("""{"metadata":{"resourceVersion":"1","generation":1,"managedFields":[]},"status":{"a":1}}""", """{"metadata":{"resourceVersion":"2","generation":2,"managedFields":[1]},"status":{"a":2}}""", "")]
    [InlineData("""{"metadata":{"annotations":{"deprecated.daemonset.template.generation":"1"}}}""", """{"metadata":{"annotations":{"deprecated.daemonset.template.generation":"2"}}}""", "")]
    [InlineData("""{"spec":{"resources":{}}}""", """{"spec":{}}""", "")]
    public void Tells_the_fields_that_somebody_wanted_so(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join("; ", Of(before, after).Select(difference => difference.ToString())));

    [Fact]
    public void Values_of_secrets_are_never_told()
    {
        const string Old = """{"kind":"Secret","metadata":{"labels":{"a":"1"},"annotations":{"last-applied":"c2VjcmV0"}},"data":{"password":"b2xk"}}""";
        const string New = """{"kind":"Secret","metadata":{"labels":{"a":"2"},"annotations":{"last-applied":"bmV3"}},"data":{"password":"bmV3"}}""";
        Assert.Equal(
            ["metadata.labels.a 1 -> 2", "metadata.annotations.last-applied (hidden) -> (hidden)", "data.password (hidden) -> (hidden)"],
            Of(Old, New).Select(difference => difference.ToString()));
    }

    [Fact]
    public void Of_long_values_the_place_where_they_differ_is_told()
    {
        var (before, after) = (new string('a', 1000) + "=1;" + new string('z', 500), new string('a', 1000) + "=2;" + new string('z', 500));
        var difference = Assert.Single(Of("{\"data\":{\"settings\":\"" + before + "\"}}", "{\"data\":{\"settings\":\"" + after + "\"}}"));
        Assert.StartsWith("…" + new string('a', 39) + "=1;zz", difference.Old, StringComparison.Ordinal);
        Assert.StartsWith("…" + new string('a', 39) + "=2;zz", difference.New, StringComparison.Ordinal);
        Assert.All(new[] { difference.Old!, difference.New! }, text => Assert.InRange(text.Length, 100, 210));
    }

    private static KopsFieldDifference[] Of(string before, string after) => ObjectDifference.Of(JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject());
}
