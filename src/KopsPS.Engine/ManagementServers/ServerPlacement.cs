using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Where a server goes.</summary>
/// <param name="SubnetId">Subnet.</param>
/// <param name="NetworkId">Its VPC.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="OtherZones">Other zones of the network that offer the type.</param>
internal sealed record ServerPlace(string SubnetId, string NetworkId, string Zone, IReadOnlyList<string> OtherZones);

/// <summary>Finds the processors of an instance type, and a subnet in a zone that offers it.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where it is told what was chosen.</param>
internal sealed class ServerPlacement(AwsSession session, IFeedback feedback)
{
    /// <summary>What is proposed where a type is not offered: small types of current generations, for either processor.</summary>
    private static readonly string[] Proposals = ["t3.medium", "t3a.medium", "m7i.large", "m5.large", "t4g.medium", "m7g.large"];

    /// <summary>The processors of a type, as EC2 names them.</summary>
    /// <exception cref="KopsException"><c>KopsInstanceTypeNotOffered</c>, and AWS' own.</exception>
    public async Task<IReadOnlyList<string>> ArchitecturesAsync(string type, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeInstanceTypes", type,
                () => session.Ec2().DescribeInstanceTypesAsync(new DescribeInstanceTypesRequest { InstanceTypes = [type] }, cancellationToken), cancellationToken).ConfigureAwait(false);
            var names = (answer.InstanceTypes ?? []).SelectMany(item => item.ProcessorInfo?.SupportedArchitectures ?? [])
                .Select(architecture => architecture.ToString()!).Where(name => name is "x86_64" or "arm64").ToArray();
            return names.Length > 0 ? names : throw await NotOfferedAsync(type, session.Region!, null, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InvalidInstanceType" })
        {
            throw await NotOfferedAsync(type, session.Region!, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The subnet of a request.</summary>
    /// <exception cref="KopsException">
    /// <c>KopsZoneInvalid</c>, <c>KopsNetworkNotFound</c>, <c>KopsInstanceTypeNotOffered</c>, and AWS' own.
    /// </exception>
    public async Task<ServerPlace> FindAsync(ManagementServerRequest request, string type, CancellationToken cancellationToken)
    {
        if (request.Zone is { } zone)
        {
            await AvailabilityZones.CheckAsync(session, [zone], cancellationToken).ConfigureAwait(false);
        }

        var subnets = await SubnetsAsync(request, cancellationToken).ConfigureAwait(false);
        var offered = (await OffersAsync([type], cancellationToken).ConfigureAwait(false)).Select(offer => offer.Zone).ToHashSet(StringComparer.Ordinal);
        var fitting = subnets.Where(subnet => offered.Contains(subnet.AvailabilityZone))
            .OrderBy(subnet => subnet.AvailableIpAddressCount == 0).ThenByDescending(subnet => subnet.MapPublicIpOnLaunch == true)
            .ThenBy(subnet => subnet.AvailabilityZone, StringComparer.Ordinal).ThenBy(subnet => subnet.SubnetId, StringComparer.Ordinal).ToList();
        if (fitting.Count == 0)
        {
            throw await NotOfferedAsync(type, string.Join(", ", subnets.Select(subnet => subnet.AvailabilityZone).Distinct().Order()), offered, cancellationToken).ConfigureAwait(false);
        }

        var place = fitting[0];
        feedback.Verbose($"Subnet {place.SubnetId} in {place.AvailabilityZone}, which offers {type}.");
        return new ServerPlace(
            place.SubnetId, place.VpcId, place.AvailabilityZone,
            [.. fitting.Select(subnet => subnet.AvailabilityZone).Distinct().Where(name => name != place.AvailabilityZone).Order(StringComparer.Ordinal)]);
    }

    private async Task<IReadOnlyList<Subnet>> SubnetsAsync(ManagementServerRequest request, CancellationToken cancellationToken)
    {
        var query = new DescribeSubnetsRequest { Filters = [new Filter("state", ["available"])] };
        string what, where;
        if (request.SubnetId is { } subnet)
        {
            (what, where) = (subnet, $"the subnet {subnet}");
            query = new DescribeSubnetsRequest { SubnetIds = [subnet] };
        }
        else if (request.NetworkId is { } network)
        {
            (what, where) = (network, $"the VPC {network}");
            query.Filters.Add(new Filter("vpc-id", [network]));
        }
        else
        {
            (what, where) = ("default", "the default VPC");
            query.Filters.Add(new Filter("vpc-id", [await DefaultNetworkAsync(cancellationToken).ConfigureAwait(false)]));
        }

        List<Subnet> found;
        try
        {
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeSubnets", what, () => session.Ec2().DescribeSubnetsAsync(query, cancellationToken), cancellationToken).ConfigureAwait(false);
            found = answer.Subnets ?? [];
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InvalidSubnetID.NotFound" })
        {
            found = [];
        }

        var inNetwork = found.Where(item => request.NetworkId is null || item.VpcId == request.NetworkId).ToList();
        var inZone = inNetwork.Where(item => request.Zone is null || item.AvailabilityZone == request.Zone).ToList();
        return inZone.Count > 0 ? inZone
            : inNetwork.Count == 0 ? throw Faults.ServerNetworkNotFound(what, request.SubnetId is not null
                ? $"{session.Region} has no subnet {what}{(request.NetworkId is null ? "" : $" in {request.NetworkId}")}."
                : $"In {session.Region}, {where} has no subnet.")
            : throw Faults.ServerNetworkNotFound(what, $"{char.ToUpperInvariant(where[0])}{where[1..]} has no subnet in {request.Zone}, only in "
                + $"{string.Join(", ", inNetwork.Select(item => item.AvailabilityZone).Distinct().Order(StringComparer.Ordinal))}.");
    }

    private async Task<string> DefaultNetworkAsync(CancellationToken cancellationToken)
    {
        var answer = await AwsFaults.CallAsync(
            session, "ec2:DescribeVpcs", "default",
            () => session.Ec2().DescribeVpcsAsync(new DescribeVpcsRequest { Filters = [new Filter("is-default", ["true"])] }, cancellationToken), cancellationToken).ConfigureAwait(false);
        return answer.Vpcs?.FirstOrDefault()?.VpcId
            ?? throw Faults.ServerNetworkNotFound("default", $"{session.Region} has no default VPC.");
    }

    private Task<HashSet<(string Zone, string Type)>> OffersAsync(string[] types, CancellationToken cancellationToken) =>
        InstanceTypeOffers.ReadAsync(session, types, [], types[0], cancellationToken);

    private async Task<KopsException> NotOfferedAsync(string type, string where, HashSet<string>? zones, CancellationToken cancellationToken)
    {
        var places = where.Split(", ");
        var offers = await OffersAsync([.. Proposals.Where(name => name != type)], cancellationToken).ConfigureAwait(false);
        // A Graviton type is answered with one, so that a person's images go on fitting.
        var instead = Proposals.OrderByDescending(name => IsGraviton(name) == IsGraviton(type)).FirstOrDefault(
            name => offers.Any(offer => offer.Type == name && (zones is null || places.Contains(offer.Zone))));
        return Faults.InstanceTypeNotOffered(type, where, instead, [.. (zones ?? []).Order(StringComparer.Ordinal)]);
    }

    private static bool IsGraviton(string type) =>
        type.Split('.')[0] is { Length: > 2 } family && family.AsSpan(1).IndexOf('g') is var at && at > 0 && char.IsDigit(family[at]);
}
