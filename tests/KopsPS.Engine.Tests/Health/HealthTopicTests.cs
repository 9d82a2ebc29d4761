using System.Reflection;
using System.Text.RegularExpressions;
using KopsPS.Engine.Health;
using KopsPS.Engine.Health.Components;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Health;

/// <summary>Every code that an object of health may carry is explained in <c>about_KopsPS_Health</c>, and nothing else is.</summary>
public partial class HealthTopicTests
{
    private static readonly string Topic = File.ReadAllText(Path.Combine(Repository.Root, "src", "Help", "en-US", "about_KopsPS_Health.help.txt"));

    /// <summary>The classes of codes, one an area of health; each has its sections in the topic.</summary>
    private static readonly Type[] Explaining =
        [typeof(NodeCode), typeof(ComponentCode), typeof(KopsPS.Engine.Health.Workloads.WorkloadCode), typeof(KopsPS.Engine.Networking.NetworkCode),
        typeof(KopsPS.Engine.Capacity.CapacityCode)];

    public static TheoryData<string> Codes() => [.. AllCodes()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Is_explained(string code) => Assert.Matches($@"(?m)^    {code}\s", Topic);

    [Fact]
    public void Nothing_is_explained_that_does_not_exist()
    {
        var known = AllCodes().Concat(NodeThresholds.Names).Concat(ComponentThresholds.Names).ToHashSet();
        Assert.DoesNotContain(Explained().Matches(Topic).Select(match => match.Groups[1].Value), code => !known.Contains(code));
    }

    private static IEnumerable<string> AllCodes() => Explaining
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
        .Where(field => field.IsLiteral && field.FieldType == typeof(string))
        .Select(field => (string)field.GetRawConstantValue()!)
        .Distinct();

    [GeneratedRegex(@"(?m)^    ([A-Z][A-Za-z]+) +(?:Error|Warning|Info) ")]
    private static partial Regex Explained();
}
