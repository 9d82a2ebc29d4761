using System.Runtime.CompilerServices;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws.ElasticLoadBalancing;
using Tag = Amazon.EC2.Model.Tag;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Looks up what keeps resources from being deleted, which kops does not say: in EC2 and load balancing, by the
/// references that make AWS answer <c>DependencyViolation</c> and the like. Reads only. A look-up that AWS refuses is
/// told and left out; the others go on.
/// </summary>
/// <param name="ec2">EC2 of the cluster's region.</param>
/// <param name="balancing">Elastic Load Balancing of the same region.</param>
/// <param name="clusterName">The cluster.</param>
/// <param name="feedback">Where it is told what could not be looked up.</param>
public sealed class DeletionHolders(IAmazonEC2 ec2, IElasticLoadBalancing balancing, string clusterName, IFeedback feedback)
{
    /// <summary>Tags that say whose something is, most telling first; {0} stands for the value.</summary>
    private static readonly (string Tag, string Owner)[] OwnerTags =
    [
        ("kubernetes.io/service-name", "Kubernetes service {0}"),
        ("service.k8s.aws/stack", "Kubernetes service {0} (AWS load balancer controller)"),
        ("ingress.k8s.aws/stack", "Kubernetes ingress {0} (AWS load balancer controller)"),
        ("gateway.k8s.aws/stack", "Kubernetes gateway {0} (AWS load balancer controller)"),
        ("kubernetes.io/created-for/pvc/name", "persistent volume claim {0}"),
        ("CSIVolumeName", "persistent volume {0}"),
        ("karpenter.sh/nodepool", "Karpenter node pool {0}"),
        ("aws:cloudformation:stack-name", "CloudFormation stack {0}"),
        ("aws:autoscaling:groupName", "auto scaling group {0}"),
        ("eks:cluster-name", "EKS cluster {0}"),
        ("elbv2.k8s.aws/cluster", "AWS load balancer controller of {0}"),
    ];

    /// <summary>Finds what holds the resources.</summary>
    /// <param name="left">What could not be deleted.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<IReadOnlyList<KopsDeletionBlocker>> FindAsync(IReadOnlyCollection<DeletionEntry> left, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(left);
        var found = new List<KopsDeletionBlocker>();
        foreach (var entry in left.Where(entry => entry.State is DeletionState.HasDependencies or DeletionState.Failed))
        {
            await foreach (var holder in HoldersOfAsync(entry, cancellationToken).ConfigureAwait(false))
            {
                // What kops itself is about to delete holds nothing up by itself.
                if (!left.Any(other => other.Id == holder.Id && other.State == DeletionState.Waiting))
                {
                    found.Add(holder);
                }
            }
        }

        return found;
    }

    private IAsyncEnumerable<KopsDeletionBlocker> HoldersOfAsync(DeletionEntry entry, CancellationToken cancellationToken) => entry.Type switch
    {
        "vpc" => OfVpcAsync(entry, cancellationToken),
        "subnet" => Guarded(entry, "network interfaces", InterfacesAsync(entry, "subnet-id", cancellationToken), cancellationToken),
        "security-group" => OfSecurityGroupAsync(entry, cancellationToken),
        "internet-gateway" => Guarded(entry, "mapped addresses", OfInternetGatewayAsync(entry, cancellationToken), cancellationToken),
        "elastic-ip" => Guarded(entry, "addresses", OfAddressAsync(entry, cancellationToken), cancellationToken),
        "volume" => Guarded(entry, "volumes", OfVolumeAsync(entry, cancellationToken), cancellationToken),
        "dhcp-options" => Guarded(entry, "VPCs", OfDhcpOptionsAsync(entry, cancellationToken), cancellationToken),
        "instance" => Guarded(entry, "instances", OfInstanceAsync(entry, cancellationToken), cancellationToken),
        "network-interface" => Guarded(entry, "network interfaces", InterfacesAsync(entry, "network-interface-id", cancellationToken), cancellationToken),
        "route-table" => Guarded(entry, "route tables", OfRouteTableAsync(entry, cancellationToken), cancellationToken),
        "target-group" => Guarded(entry, "target groups", OfTargetGroupAsync(entry, cancellationToken), cancellationToken),
        "load-balancer" => Guarded(entry, "load balancers", OfLoadBalancerAsync(entry, cancellationToken), cancellationToken),
        _ => AsyncEnumerable(),
    };

    private static async IAsyncEnumerable<KopsDeletionBlocker> AsyncEnumerable()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfVpcAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<KopsDeletionBlocker>[] lookUps =
        [
            Guarded(entry, "load balancers", BalancersOfVpcAsync(entry, cancellationToken), cancellationToken),
            Guarded(entry, "instances", InstancesOfVpcAsync(entry, cancellationToken), cancellationToken),
            Guarded(entry, "NAT gateways", NatGatewaysAsync(entry, cancellationToken), cancellationToken),
            Guarded(entry, "VPC endpoints", EndpointsAsync(entry, cancellationToken), cancellationToken),
            Guarded(entry, "network interfaces", InterfacesAsync(entry, "vpc-id", cancellationToken), cancellationToken),
            Guarded(entry, "security groups", SecurityGroupsAsync(entry, cancellationToken), cancellationToken),
            Guarded(entry, "internet gateways", GatewaysAsync(entry, cancellationToken), cancellationToken),
            Guarded(entry, "subnets", SubnetsAsync(entry, cancellationToken), cancellationToken),
            Guarded(entry, "route tables", RouteTablesAsync(entry, cancellationToken), cancellationToken),
            Guarded(entry, "peerings", PeeringsAsync(entry, cancellationToken), cancellationToken),
        ];
        foreach (var lookUp in lookUps)
        {
            await foreach (var holder in lookUp.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                yield return holder;
            }
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfSecurityGroupAsync(
        DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var holder in Guarded(entry, "network interfaces", InterfacesAsync(entry, "group-id", cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            yield return holder;
        }

        await foreach (var holder in Guarded(entry, "security groups", ReferringGroupsAsync(entry, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            yield return holder;
        }
    }

    /// <summary>AWS detaches no gateway while addresses of its network are mapped through it.</summary>
    private async IAsyncEnumerable<KopsDeletionBlocker> OfInternetGatewayAsync(
        DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var gateways = await ec2.DescribeInternetGatewaysAsync(
            new DescribeInternetGatewaysRequest { InternetGatewayIds = [entry.Id] }, cancellationToken).ConfigureAwait(false);
        foreach (var attachment in (gateways.InternetGateways ?? []).SelectMany(gateway => gateway.Attachments ?? []))
        {
            await foreach (var one in InterfacesWhereAsync(entry, "vpc-id", attachment.VpcId, @interface => @interface.Association is not null, cancellationToken).ConfigureAwait(false))
            {
                yield return one;
            }
        }
    }

    private IAsyncEnumerable<KopsDeletionBlocker> InterfacesAsync(DeletionEntry entry, string filter, CancellationToken cancellationToken) =>
        InterfacesWhereAsync(entry, filter, entry.Id, _ => true, cancellationToken);

    private async IAsyncEnumerable<KopsDeletionBlocker> InterfacesWhereAsync(
        DeletionEntry entry, string filter, string value, Func<NetworkInterface, bool> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new DescribeNetworkInterfacesRequest { Filters = [new Filter(filter, [value])] };
        await foreach (var one in ec2.Paginators.DescribeNetworkInterfaces(request).NetworkInterfaces.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (wanted(one))
            {
                yield return Holder(
                    entry, "network-interface", one.NetworkInterfaceId, one.Description, OwnerOf(one),
                    one.Attachment is null
                        ? $"It is attached to nothing: delete it (aws ec2 delete-network-interface --network-interface-id {one.NetworkInterfaceId})."
                        : "Delete what it belongs to; AWS then removes it within minutes.");
            }
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> InstancesOfVpcAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new DescribeInstancesRequest
        {
            Filters = [new Filter("vpc-id", [entry.Id]), new Filter("instance-state-name", ["pending", "running", "stopping", "stopped", "shutting-down"])],
        };
        await foreach (var reservation in ec2.Paginators.DescribeInstances(request).Reservations.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (var instance in reservation.Instances ?? [])
            {
                yield return Holder(
                    entry, "instance", instance.InstanceId, $"{NameOf(instance.Tags)} {instance.State?.Name}".Trim(), OwnerOf(instance.Tags),
                    instance.State?.Name == InstanceStateName.ShuttingDown ? "It is going; run the removal again." : "Terminate it.");
            }
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> NatGatewaysAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new DescribeNatGatewaysRequest { Filter = [new Filter("vpc-id", [entry.Id]), new Filter("state", ["pending", "available", "deleting"])] };
        await foreach (var one in ec2.Paginators.DescribeNatGateways(request).NatGateways.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return Holder(
                entry, "nat-gateway", one.NatGatewayId, $"{NameOf(one.Tags)} {one.State}".Trim(), OwnerOf(one.Tags),
                one.State == NatGatewayState.Deleting ? "It is going, which takes minutes; run the removal again." : "Delete it.");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> EndpointsAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new DescribeVpcEndpointsRequest { Filters = [new Filter("vpc-id", [entry.Id])] };
        await foreach (var one in ec2.Paginators.DescribeVpcEndpoints(request).VpcEndpoints.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return Holder(
                entry, "vpc-endpoint", one.VpcEndpointId, one.ServiceName, OwnerOf(one.Tags),
                $"Delete it (aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {one.VpcEndpointId}).");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> SecurityGroupsAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new DescribeSecurityGroupsRequest { Filters = [new Filter("vpc-id", [entry.Id])] };
        await foreach (var one in ec2.Paginators.DescribeSecurityGroups(request).SecurityGroups.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // A VPC takes its default group with it.
            if (one.GroupName != "default")
            {
                yield return Holder(
                    entry, "security-group", one.GroupId, one.GroupName, OwnerOf(one.Tags),
                    $"Delete it (aws ec2 delete-security-group --group-id {one.GroupId}).");
            }
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> ReferringGroupsAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var filter in new[] { "ip-permission.group-id", "egress.ip-permission.group-id" })
        {
            var request = new DescribeSecurityGroupsRequest { Filters = [new Filter(filter, [entry.Id])] };
            await foreach (var one in ec2.Paginators.DescribeSecurityGroups(request).SecurityGroups.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (one.GroupId != entry.Id)
                {
                    yield return Holder(entry, "security-group", one.GroupId, $"{one.GroupName}, a rule of it names {entry.Id}", OwnerOf(one.Tags), "Remove that rule.");
                }
            }
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> GatewaysAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var gateways = await ec2.DescribeInternetGatewaysAsync(
            new DescribeInternetGatewaysRequest { Filters = [new Filter("attachment.vpc-id", [entry.Id])] }, cancellationToken).ConfigureAwait(false);
        foreach (var one in gateways.InternetGateways ?? [])
        {
            yield return Holder(entry, "internet-gateway", one.InternetGatewayId, NameOf(one.Tags), OwnerOf(one.Tags), "Detach it.");
        }

        var vpn = await ec2.DescribeVpnGatewaysAsync(
            new DescribeVpnGatewaysRequest { Filters = [new Filter("attachment.vpc-id", [entry.Id]), new Filter("attachment.state", ["attaching", "attached"])] },
            cancellationToken).ConfigureAwait(false);
        foreach (var one in vpn.VpnGateways ?? [])
        {
            yield return Holder(entry, "vpn-gateway", one.VpnGatewayId, NameOf(one.Tags), OwnerOf(one.Tags), "Detach it.");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> SubnetsAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new DescribeSubnetsRequest { Filters = [new Filter("vpc-id", [entry.Id])] };
        await foreach (var one in ec2.Paginators.DescribeSubnets(request).Subnets.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return Holder(entry, "subnet", one.SubnetId, $"{NameOf(one.Tags)} {one.CidrBlock}".Trim(), OwnerOf(one.Tags), "Delete it.");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> RouteTablesAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new DescribeRouteTablesRequest { Filters = [new Filter("vpc-id", [entry.Id])] };
        await foreach (var one in ec2.Paginators.DescribeRouteTables(request).RouteTables.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!(one.Associations ?? []).Any(association => association.Main == true))
            {
                yield return Holder(entry, "route-table", one.RouteTableId, NameOf(one.Tags), OwnerOf(one.Tags), "Delete it.");
            }
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> PeeringsAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var side in new[] { "requester-vpc-info.vpc-id", "accepter-vpc-info.vpc-id" })
        {
            var request = new DescribeVpcPeeringConnectionsRequest { Filters = [new Filter(side, [entry.Id])] };
            await foreach (var one in ec2.Paginators.DescribeVpcPeeringConnections(request).VpcPeeringConnections.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var status = one.Status?.Code?.Value;
                if (status is "active" or "pending-acceptance" or "provisioning" or "initiating-request")
                {
                    yield return Holder(entry, "vpc-peering", one.VpcPeeringConnectionId, $"{NameOf(one.Tags)} {status}".Trim(), OwnerOf(one.Tags), "Delete the peering.");
                }
            }
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfAddressAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var addresses = await ec2.DescribeAddressesAsync(
            new DescribeAddressesRequest { Filters = [new Filter("allocation-id", [entry.Id])] }, cancellationToken).ConfigureAwait(false);
        foreach (var one in (addresses.Addresses ?? []).Where(one => one.AssociationId is not null))
        {
            yield return Holder(
                entry, one.InstanceId is null ? "network-interface" : "instance", one.InstanceId ?? one.NetworkInterfaceId ?? one.AssociationId, $"uses {one.PublicIp}",
                OwnerOf(one.Tags), $"Take the address from it (aws ec2 disassociate-address --association-id {one.AssociationId}).");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfVolumeAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var volumes = await ec2.DescribeVolumesAsync(
            new DescribeVolumesRequest { Filters = [new Filter("volume-id", [entry.Id])] }, cancellationToken).ConfigureAwait(false);
        foreach (var attachment in (volumes.Volumes ?? []).SelectMany(volume => volume.Attachments ?? []))
        {
            yield return Holder(entry, "instance", attachment.InstanceId, $"has it as {attachment.Device}", "", "Terminate the instance or detach the volume.");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfDhcpOptionsAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new DescribeVpcsRequest { Filters = [new Filter("dhcp-options-id", [entry.Id])] };
        await foreach (var one in ec2.Paginators.DescribeVpcs(request).Vpcs.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return Holder(entry, "vpc", one.VpcId, NameOf(one.Tags), OwnerOf(one.Tags), "Give that VPC other DHCP options, or delete it.");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfInstanceAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attribute = await ec2.DescribeInstanceAttributeAsync(
            new DescribeInstanceAttributeRequest { InstanceId = entry.Id, Attribute = InstanceAttributeName.DisableApiTermination }, cancellationToken).ConfigureAwait(false);
        if (attribute.InstanceAttribute?.DisableApiTermination == true)
        {
            yield return Holder(
                entry, "termination-protection", entry.Id, "the instance is protected from termination", "",
                $"Lift it: aws ec2 modify-instance-attribute --no-disable-api-termination --instance-id {entry.Id}");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfRouteTableAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tables = await ec2.DescribeRouteTablesAsync(
            new DescribeRouteTablesRequest { Filters = [new Filter("route-table-id", [entry.Id])] }, cancellationToken).ConfigureAwait(false);
        foreach (var association in (tables.RouteTables ?? []).SelectMany(table => table.Associations ?? []))
        {
            yield return association.Main == true
                ? Holder(entry, "vpc", "", "it is the main route table of its VPC", "", "Make another route table the main one, or delete the VPC.")
                : Holder(entry, "subnet", association.SubnetId ?? association.GatewayId ?? association.RouteTableAssociationId, "uses it", "", "Delete the subnet or give it another route table.");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfTargetGroupAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = await balancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [entry.Id] }, cancellationToken).ConfigureAwait(false);
        foreach (var arn in groups.TargetGroups.SelectMany(group => group.LoadBalancerArns))
        {
            yield return Holder(entry, "load-balancer", arn, "a listener sends to it", await OwnerOfBalancerAsync(arn, cancellationToken).ConfigureAwait(false), "Delete the load balancer or its listener.");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> OfLoadBalancerAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!entry.Id.StartsWith("arn:", StringComparison.Ordinal))
        {
            yield break;
        }

        var attributes = await balancing.DescribeLoadBalancerAttributesAsync(
            new DescribeLoadBalancerAttributesRequest { LoadBalancerArn = entry.Id }, cancellationToken).ConfigureAwait(false);
        if (attributes.Attributes.GetValueOrDefault("deletion_protection.enabled") == "true")
        {
            yield return Holder(
                entry, "deletion-protection", entry.Id, "the load balancer is protected from deletion", "",
                $"Lift it: aws elbv2 modify-load-balancer-attributes --load-balancer-arn {entry.Id} --attributes Key=deletion_protection.enabled,Value=false");
        }
    }

    private async IAsyncEnumerable<KopsDeletionBlocker> BalancersOfVpcAsync(DeletionEntry entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await balancing.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest { Marker = marker }, cancellationToken).ConfigureAwait(false);
            foreach (var one in page.LoadBalancers.Where(one => one.VpcId == entry.Id))
            {
                yield return Holder(
                    entry, "load-balancer", one.LoadBalancerArn, one.LoadBalancerName,
                    await OwnerOfBalancerAsync(one.LoadBalancerArn, cancellationToken).ConfigureAwait(false),
                    $"Delete it (aws elbv2 delete-load-balancer --load-balancer-arn {one.LoadBalancerArn}).");
            }

            marker = page.NextMarker;
        }
        while (marker is not null);
    }

    private async Task<string> OwnerOfBalancerAsync(string arn, CancellationToken cancellationToken)
    {
        var tags = await balancing.DescribeTagsAsync(new Aws.ElasticLoadBalancing.DescribeTagsRequest { ResourceArns = [arn] }, cancellationToken).ConfigureAwait(false);
        return OwnerOf(tags.TagDescriptions.GetValueOrDefault(arn) ?? new Dictionary<string, string>());
    }

    /// <summary>Passes on what a look-up finds; where AWS refuses it, says so.</summary>
    private async IAsyncEnumerable<KopsDeletionBlocker> Guarded(
        DeletionEntry entry, string what, IAsyncEnumerable<KopsDeletionBlocker> lookUp, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var found = lookUp.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await found.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (AmazonServiceException fault) when (fault.ErrorCode?.Contains("NotFound", StringComparison.Ordinal) == true)
            {
                yield break;
            }
            catch (AmazonServiceException fault)
            {
                feedback.Warning($"Could not look up {what} that may hold {entry.Key}: {fault.ErrorCode}: {fault.Message}");
                yield break;
            }
            catch (HttpRequestException fault)
            {
                feedback.Warning($"Could not look up {what} that may hold {entry.Key}: {fault.Message}");
                yield break;
            }

            yield return found.Current;
        }
    }

    private KopsDeletionBlocker Holder(DeletionEntry entry, string type, string id, string? description, string owner, string remedy) => new()
    {
        ResourceType = entry.Type,
        ResourceId = entry.Id,
        Type = type,
        Id = id,
        Description = description ?? "",
        Owner = owner,
        Remedy = remedy,
        ClusterName = clusterName,
    };

    private string OwnerOf(NetworkInterface one)
    {
        var tagged = OwnerOf(one.TagSet);
        if (tagged.Length > 0)
        {
            return tagged;
        }

        // AWS' own services write what they made an interface for into its description.
        var description = one.Description ?? "";
        return description switch
        {
            _ when description.StartsWith("ELB ", StringComparison.Ordinal) => $"load balancer {description[4..]}",
            _ when description.StartsWith("AWS Lambda VPC ENI-", StringComparison.Ordinal) => $"Lambda function {description["AWS Lambda VPC ENI-".Length..]}",
            _ when description.StartsWith("VPC Endpoint Interface ", StringComparison.Ordinal) => $"VPC endpoint {description["VPC Endpoint Interface ".Length..]}",
            _ when description.StartsWith("Interface for NAT Gateway ", StringComparison.Ordinal) => $"NAT gateway {description["Interface for NAT Gateway ".Length..]}",
            _ when description.StartsWith("EFS mount target for ", StringComparison.Ordinal) => $"EFS {description["EFS mount target for ".Length..]}",
            "RDSNetworkInterface" => "an RDS database",
            _ when one.Attachment?.InstanceId is { Length: > 0 } instance => $"instance {instance}",
            _ when one.RequesterId is { Length: > 0 } requester => requester,
            _ => "",
        };
    }

    private string OwnerOf(List<Tag>? tags) => OwnerOf(
        (tags ?? []).DistinctBy(tag => tag.Key).ToDictionary(tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal));

    private string OwnerOf(IReadOnlyDictionary<string, string> tags)
    {
        foreach (var (tag, owner) in OwnerTags)
        {
            if (tags.TryGetValue(tag, out var value))
            {
                return string.Format(null, owner, value);
            }
        }

        const string prefix = "kubernetes.io/cluster/";
        var other = tags.Keys.FirstOrDefault(key => key.StartsWith(prefix, StringComparison.Ordinal));
        return other is null ? "" : other[prefix.Length..] == clusterName ? $"cluster {clusterName}" : $"cluster {other[prefix.Length..]}";
    }

    private static string NameOf(List<Tag>? tags) => tags?.Find(tag => tag.Key == "Name")?.Value ?? "";
}
