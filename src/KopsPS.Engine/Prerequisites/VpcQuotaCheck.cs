using System.Globalization;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether the account may have one more VPC, where the cluster gets one of its own.</summary>
internal sealed class VpcQuotaCheck : IPrerequisite
{
    /// <summary>"VPCs per Region".</summary>
    private const string VpcsPerRegion = "L-F678F1CE";

    public string Name => "VpcQuota";

    public PrerequisiteNeed Need => PrerequisiteNeed.Region;

    public bool IsDecisive(KopsCheck check) => false;

    public bool Applies(PrerequisiteRequest request) => request.NetworkId is null;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var quota = await Quota.ReadAsync(context, "vpc", VpcsPerRegion, cancellationToken).ConfigureAwait(false);
        if (quota is null)
        {
            return [Check(KopsCheckVerdict.NotChecked, "Service Quotas does not tell", null)];
        }

        var request = new DescribeVpcsRequest();
        var used = 0;
        do
        {
            var page = await AwsFaults.CallAsync(
                context.Session, "ec2:DescribeVpcs", context.Region,
                () => context.Session.Ec2().DescribeVpcsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            used += page.Vpcs?.Count ?? 0;
            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));

        var found = string.Create(CultureInfo.InvariantCulture, $"{used} of {quota:0} VPCs in use");
        return [used < quota
            ? Check(KopsCheckVerdict.Pass, found, null)
            : Check(
                KopsCheckVerdict.Fail, found,
                string.Create(CultureInfo.InvariantCulture, $"aws service-quotas request-service-quota-increase --service-code vpc --quota-code {VpcsPerRegion} --desired-value {used + 1} --region {context.Region}, or -NetworkId of a VPC that is there"))];
    }

    private KopsCheck Check(KopsCheckVerdict verdict, string found, string? remedy) =>
        new() { Name = Name, Verdict = verdict, Found = found, Wanted = "room for one more VPC", Remedy = remedy, Target = VpcsPerRegion };
}
