using Amazon.EC2.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether the name of the cluster can be one, and is free: in the state store, and among what AWS has tagged with it.</summary>
internal sealed class ClusterNameCheck : IPrerequisite
{
    public string Name => "ClusterName";

    public PrerequisiteNeed Need => PrerequisiteNeed.Nothing;

    public bool IsDecisive(KopsCheck check) => true;

    public bool Applies(PrerequisiteRequest request) => request.ClusterName is not null;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var name = context.Request.ClusterName!;
        if (!CreateChecks.IsClusterName(name))
        {
            return [Check(name, KopsCheckVerdict.Fail, "this is no DNS name in lower case with a dot", "-ClusterName prod.example.com")];
        }

        var zone = context.Request.DnsZone?.TrimEnd('.');
        if (zone is not null && zone.Contains('.', StringComparison.Ordinal) && !name.EndsWith("." + zone, StringComparison.OrdinalIgnoreCase) && !name.Equals(zone, StringComparison.OrdinalIgnoreCase))
        {
            return [Check(name, KopsCheckVerdict.Fail, $"it does not lie in the zone {zone}", $"-ClusterName {name.Split('.')[0]}.{zone}")];
        }

        if (await IsTakenAsync(name, context, cancellationToken).ConfigureAwait(false) is { } taken)
        {
            return [taken];
        }

        if (context.Offers(PrerequisiteNeed.Region) && await LeftoversAsync(name, context, cancellationToken).ConfigureAwait(false) is { Length: > 0 } leftovers)
        {
            return [Check(
                name, KopsCheckVerdict.Warn, $"the state store does not know it, yet {string.Join(", ", leftovers)} in {context.Region} carries its tag: an earlier cluster left it",
                $"aws ec2 describe-tags --region {context.Region} --filters Name=key,Values=KubernetesCluster Name=value,Values={name}")];
        }

        return [Check(name, KopsCheckVerdict.Pass, "free", null)];
    }

    private async Task<KopsCheck?> IsTakenAsync(string name, PrerequisiteContext context, CancellationToken cancellationToken)
    {
        if (!context.Request.HasStateStore)
        {
            return null;
        }

        var location = StateStoreLocation.Resolve(context.Settings);
        if (location.Folder is null && !context.Offers(PrerequisiteNeed.Credentials))
        {
            return Check(name, KopsCheckVerdict.NotChecked, "AWS does not take the credentials", null);
        }

        try
        {
            var names = await ClusterReader.Open(context.Settings, context.Session, context.Feedback).ListNamesAsync(cancellationToken).ConfigureAwait(false);
            return names.Contains(name)
                ? Check(name, KopsCheckVerdict.Fail, $"{location.Url} has a cluster of this name", $"Get-KopsCluster {name} -StateStore {location.Url}")
                : null;
        }
        catch (KopsException missing) when (missing.Id == "KopsStateStoreNotFound")
        {
            // A store that is still to be made holds no cluster; that it is missing is another check's word.
            return null;
        }
    }

    private static async Task<string[]> LeftoversAsync(string name, PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var answer = await AwsFaults.CallAsync(
            context.Session, "ec2:DescribeVpcs", name,
            () => context.Session.Ec2().DescribeVpcsAsync(new DescribeVpcsRequest { Filters = [new Filter("tag:KubernetesCluster", [name])] }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return [.. (answer.Vpcs ?? []).Select(vpc => vpc.VpcId)];
    }

    private KopsCheck Check(string name, KopsCheckVerdict verdict, string found, string? remedy) =>
        new() { Name = Name, Verdict = verdict, Found = found, Wanted = "a DNS name that no cluster has", Remedy = remedy, Target = name };
}
