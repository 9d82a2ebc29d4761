using System.Globalization;
using System.Text;

namespace KopsPS.Fakes.Aws;

/// <summary>Answers of EC2 about the instances of a kops cluster, in its documented form
/// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html and its neighbours).</summary>
public static class Ec2Answers
{
    /// <summary>Instances that kops tagged as nodes.</summary>
    public static string Instances(params (string Id, string State, DateTimeOffset Launched)[] instances) =>
        Instances(instances.Select(instance => Instance(instance.Id, instance.State, instance.Launched)));

    /// <summary>Any instances.</summary>
    public static string Instances(IEnumerable<string> items) => Answer(
        "DescribeInstances", $"<reservationSet><item><reservationId>r-1</reservationId><instancesSet>{string.Concat(items)}</instancesSet></item></reservationSet>");

    /// <summary>One instance.</summary>
    public static string Instance(string id, string state, DateTimeOffset launched, bool spot = false, params (string Key, string Value)[] tags)
    {
        var all = new StringBuilder();
        foreach (var (key, value) in tags.Length > 0 ? tags : [("KubernetesCluster", "prod.example.com"), ("k8s.io/role/node", "1"), ("kops.k8s.io/instancegroup", "nodes-us-east-1a")])
        {
            all.Append(CultureInfo.InvariantCulture, $"<item><key>{key}</key><value>{value}</value></item>");
        }

        return $"<item><instanceId>{id}</instanceId><instanceState><code>16</code><name>{state}</name></instanceState><launchTime>{launched.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}</launchTime>"
            + $"<placement><availabilityZone>us-east-1a</availabilityZone></placement>{(spot ? "<instanceLifecycle>spot</instanceLifecycle>" : "")}<tagSet>{all}</tagSet></item>";
    }

    /// <summary>Status checks and scheduled events.</summary>
    public static string Statuses(params (string Id, string System, string Instance, string? Event, string? EventText)[] statuses) => Answer(
        "DescribeInstanceStatus",
        $"<instanceStatusSet>{string.Concat(statuses.Select(status =>
            $"<item><instanceId>{status.Id}</instanceId><systemStatus><status>{status.System}</status></systemStatus><instanceStatus><status>{status.Instance}</status></instanceStatus>"
            + (status.Event is null ? "" : $"<eventsSet><item><code>{status.Event}</code><description>{status.EventText}</description><notBefore>2026-12-01T00:00:00.000Z</notBefore></item></eventsSet>") + "</item>"))}</instanceStatusSet>");

    /// <summary>Requests for spot instances.</summary>
    public static string Spots(params (string Id, string Code)[] spots) => Answer(
        "DescribeSpotInstanceRequests",
        $"<spotInstanceRequestSet>{string.Concat(spots.Select(spot => $"<item><instanceId>{spot.Id}</instanceId><status><code>{spot.Code}</code><updateTime>2026-11-22T21:45:00.000Z</updateTime></status></item>"))}</spotInstanceRequestSet>");

    /// <summary>The newest version of a launch template.</summary>
    public static string Template(string id, long version, DateTimeOffset created) => Answer(
        "DescribeLaunchTemplateVersions",
        $"<launchTemplateVersionSet><item><launchTemplateId>{id}</launchTemplateId><versionNumber>{version}</versionNumber><createTime>{created.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}</createTime></item></launchTemplateVersionSet>");

    private static string Answer(string action, string body) =>
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><{action}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId>{body}</{action}Response>";
}
