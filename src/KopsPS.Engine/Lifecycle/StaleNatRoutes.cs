using Amazon.EC2;
using Amazon.EC2.Model;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Takes away what kops stumbles over when it deletes a half-deleted cluster again: it follows routes to NAT gateways
/// that are deleted (AWS lists them for an hour more) and then asks for their addresses, which are gone. Only routes of
/// route tables that the cluster owns, to gateways that are deleted, are removed; kops deletes those tables anyway.
/// </summary>
/// <param name="ec2">EC2 of the cluster's region.</param>
/// <param name="clusterName">The cluster.</param>
/// <param name="feedback">Where it is told what was removed.</param>
public sealed class StaleNatRoutes(IAmazonEC2 ec2, string clusterName, IFeedback feedback)
{
    /// <summary>Removes the routes.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        var request = new DescribeRouteTablesRequest { Filters = [new Filter($"tag:kubernetes.io/cluster/{clusterName}", ["owned"])] };
        await foreach (var table in ec2.Paginators.DescribeRouteTables(request).RouteTables.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (var route in (table.Routes ?? []).Where(route => route.NatGatewayId is not null))
            {
                if (!await IsGoneAsync(route.NatGatewayId, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                feedback.Warning($"Removing the route of {table.RouteTableId} to the NAT gateway {route.NatGatewayId}, which is deleted: kops cannot get past it.");
                await ec2.DeleteRouteAsync(
                    new DeleteRouteRequest
                    {
                        RouteTableId = table.RouteTableId,
                        DestinationCidrBlock = route.DestinationCidrBlock,
                        DestinationIpv6CidrBlock = route.DestinationIpv6CidrBlock,
                        DestinationPrefixListId = route.DestinationPrefixListId,
                    },
                    cancellationToken).ConfigureAwait(false);
                removed++;
            }
        }

        return removed;
    }

    private async Task<bool> IsGoneAsync(string natGatewayId, CancellationToken cancellationToken)
    {
        var gateways = await ec2.DescribeNatGatewaysAsync(
            new DescribeNatGatewaysRequest { Filter = [new Filter("nat-gateway-id", [natGatewayId])] }, cancellationToken).ConfigureAwait(false);
        return (gateways.NatGateways ?? []).TrueForAll(gateway => gateway.State == NatGatewayState.Deleted || gateway.State == NatGatewayState.Failed);
    }
}
