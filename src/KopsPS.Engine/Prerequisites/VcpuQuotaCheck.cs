using System.Globalization;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether the account may run as many vCPUs as the cluster brings, beside those that run already.</summary>
internal sealed class VcpuQuotaCheck : IPrerequisite
{
    /// <summary>"Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", in vCPUs.</summary>
    private const string StandardInstances = "L-1216C47A";

    private const string StandardFamilies = "acdhimrtz";

    public string Name => "VcpuQuota";

    public PrerequisiteNeed Need => PrerequisiteNeed.Region;

    public bool IsDecisive(KopsCheck check) => false;

    public bool Applies(PrerequisiteRequest request) => request.ControlPlaneSizes.Count > 0 || request.NodeSizes.Count > 0;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var quota = await Quota.ReadAsync(context, "ec2", StandardInstances, cancellationToken).ConfigureAwait(false);
        if (quota is null)
        {
            return [Check(KopsCheckVerdict.NotChecked, "Service Quotas does not tell", null)];
        }

        var wanted = await WantedAsync(context, cancellationToken).ConfigureAwait(false);
        var running = await RunningAsync(context, cancellationToken).ConfigureAwait(false);
        var free = (int)quota.Value - running;
        var found = string.Create(CultureInfo.InvariantCulture, $"{free} of {quota:0} vCPUs free, the cluster brings {wanted}");
        return [free >= wanted
            ? Check(KopsCheckVerdict.Pass, found, null)
            : Check(
                KopsCheckVerdict.Fail, found,
                string.Create(CultureInfo.InvariantCulture, $"aws service-quotas request-service-quota-increase --service-code ec2 --quota-code {StandardInstances} --desired-value {running + wanted} --region {context.Region}"))];
    }

    private static async Task<int> WantedAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var types = request.ControlPlaneSizes.Concat(request.NodeSizes).Where(IsStandard).Distinct(StringComparer.Ordinal).ToList();
        if (types.Count == 0)
        {
            return 0;
        }

        var answer = await AwsFaults.CallAsync(
            context.Session, "ec2:DescribeInstanceTypes", context.Region,
            () => context.Session.Ec2().DescribeInstanceTypesAsync(new DescribeInstanceTypesRequest { InstanceTypes = types }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var vcpus = (answer.InstanceTypes ?? []).ToDictionary(type => type.InstanceType.Value, type => type.VCpuInfo?.DefaultVCpus ?? 0, StringComparer.Ordinal);

        // Of several types a mixed group may take any: the largest counts.
        int Largest(IReadOnlyList<string> sizes) => sizes.Where(IsStandard).Select(size => vcpus.GetValueOrDefault(size)).DefaultIfEmpty().Max();
        return (request.ControlPlaneCount * Largest(request.ControlPlaneSizes)) + (request.NodeCount * Largest(request.NodeSizes));
    }

    private static async Task<int> RunningAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var request = new DescribeInstancesRequest { Filters = [new Filter("instance-state-name", ["pending", "running"])], MaxResults = 1000 };
        var running = 0;
        do
        {
            var page = await AwsFaults.CallAsync(
                context.Session, "ec2:DescribeInstances", context.Region,
                () => context.Session.Ec2().DescribeInstancesAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            running += (page.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? [])
                .Where(instance => instance.InstanceLifecycle?.Value != "spot" && IsStandard(instance.InstanceType.Value))
                .Sum(instance => (instance.CpuOptions?.CoreCount ?? 0) * (instance.CpuOptions?.ThreadsPerCore ?? 1));
            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return running;
    }

    private static bool IsStandard(string type) =>
        type.Length > 1 && StandardFamilies.Contains(type[0], StringComparison.Ordinal) && !type.StartsWith("inf", StringComparison.Ordinal)
        && !type.StartsWith("trn", StringComparison.Ordinal) && !type.StartsWith("mac", StringComparison.Ordinal) && !type.StartsWith("hpc", StringComparison.Ordinal)
        && !type.StartsWith("dl", StringComparison.Ordinal);

    private KopsCheck Check(KopsCheckVerdict verdict, string found, string? remedy) =>
        new() { Name = Name, Verdict = verdict, Found = found, Wanted = "room for the cluster's vCPUs", Remedy = remedy, Target = StandardInstances };
}
