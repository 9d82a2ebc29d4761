using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether there is such a region, and whether the account may use it.</summary>
internal static class RegionCheck
{
    public const string RegionName = "Region";

    public static async Task<(PrerequisiteContext Context, KopsCheck Check)> RunAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        if (context.Region is not { } region)
        {
            return (context, Check(null, KopsCheckVerdict.Fail, "none is told", "Set-KopsDefault -Region us-east-1"));
        }

        if (context.Identity is null)
        {
            return (context, Check(region, KopsCheckVerdict.NotChecked, "AWS does not take the credentials", null));
        }

        try
        {
            // A region that does not exist has no endpoint to ask.
            using var session = context.Session.In(AwsRegions.IsKnown(region) ? region : AwsRegions.AlwaysThere);
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeRegions", region,
                () => session.Ec2().DescribeRegionsAsync(new DescribeRegionsRequest { AllRegions = true }, cancellationToken), cancellationToken).ConfigureAwait(false);
            var regions = answer.Regions ?? [];
            return regions.Find(item => item.RegionName == region) switch
            {
                null => (context, Check(region, KopsCheckVerdict.Fail, NoSuch(region, [.. regions.Select(item => item.RegionName)]), "Get-KopsDefault")),
                { OptInStatus: "not-opted-in" } => (context, Check(
                    region, KopsCheckVerdict.Fail, "the account has not opted in to it", $"aws account enable-region --region-name {region}")),
                _ => (context with { HasRegion = true }, Check(region, KopsCheckVerdict.Pass, region, null)),
            };
        }
        catch (KopsException fault)
        {
            // Not being allowed to list regions says nothing about the region.
            var tryOn = fault.Id == "AwsAccessDenied";
            return (context with { HasRegion = tryOn }, Check(region, KopsCheckVerdict.NotChecked, fault.Message, fault.RecommendedAction));
        }
    }

    private static string NoSuch(string region, string[] regions) =>
        NearestNames.Of(region, regions) is { Count: > 0 } nearest ? $"AWS has no region '{region}'; did you mean {string.Join(", ", nearest)}?" : $"AWS has no region '{region}'";

    private static KopsCheck Check(string? region, KopsCheckVerdict verdict, string found, string? remedy) =>
        new() { Name = RegionName, Verdict = verdict, Found = found, Wanted = "a region that the account may use", Remedy = remedy, Target = region };
}
