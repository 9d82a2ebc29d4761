using System.Text.RegularExpressions;

namespace KopsPS.Engine.Networking;

/// <summary>What the name of an AWS load balancer tells of it.</summary>
internal static partial class BalancerHost
{
    /// <summary>The region in a name such as <c>x.elb.eu-central-1.amazonaws.com</c> or <c>x.eu-central-1.elb.amazonaws.com</c>; null where it is no such name.</summary>
    public static string? RegionOf(string? hostname)
    {
        var match = Name().Match(hostname ?? "");
        return match.Success ? match.Groups["region"].Value.ToLowerInvariant() : null;
    }

    /// <summary>The name as AWS has it: people put <c>dualstack.</c> in front.</summary>
    public static string Bare(string hostname) => (hostname.StartsWith("dualstack.", StringComparison.OrdinalIgnoreCase) ? hostname["dualstack.".Length..] : hostname).TrimEnd('.').ToLowerInvariant();

    [GeneratedRegex(@"\.(elb\.(?<region>[a-z]{2}(-[a-z]+)+-\d+)|(?<region>[a-z]{2}(-[a-z]+)+-\d+)\.elb)\.amazonaws\.com(\.cn)?\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
