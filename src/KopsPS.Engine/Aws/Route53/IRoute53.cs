namespace KopsPS.Engine.Aws.Route53;

/// <summary>The calls of Route 53 that KopsPS makes, shaped as the official client's (API version 2013-04-01).</summary>
public interface IRoute53
{
    /// <summary>Lists all hosted zones, page by page.</summary>
    Task<ListHostedZonesResponse> ListHostedZonesAsync(ListHostedZonesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists hosted zones in the order of their reversed labels, from a name on: zones of other names follow.</summary>
    Task<ListHostedZonesByNameResponse> ListHostedZonesByNameAsync(ListHostedZonesByNameRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the private hosted zones of a VPC.</summary>
    Task<ListHostedZonesByVpcResponse> ListHostedZonesByVpcAsync(ListHostedZonesByVpcRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads one hosted zone with its name servers or VPCs.</summary>
    Task<GetHostedZoneResponse> GetHostedZoneAsync(GetHostedZoneRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a hosted zone.</summary>
    Task<CreateHostedZoneResponse> CreateHostedZoneAsync(CreateHostedZoneRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes a hosted zone that has only its own NS and SOA records.</summary>
    Task<DeleteHostedZoneResponse> DeleteHostedZoneAsync(DeleteHostedZoneRequest request, CancellationToken cancellationToken = default);

    /// <summary>Associates a VPC with a private hosted zone.</summary>
    Task<AssociateVpcWithHostedZoneResponse> AssociateVpcWithHostedZoneAsync(AssociateVpcWithHostedZoneRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists records of a zone, page by page.</summary>
    Task<ListResourceRecordSetsResponse> ListResourceRecordSetsAsync(ListResourceRecordSetsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Changes records of a zone, all or none of them.</summary>
    Task<ChangeResourceRecordSetsResponse> ChangeResourceRecordSetsAsync(ChangeResourceRecordSetsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Tells whether a change has reached all of Route 53's servers.</summary>
    Task<GetChangeResponse> GetChangeAsync(GetChangeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds and removes tags of a hosted zone.</summary>
    Task<ChangeTagsForResourceResponse> ChangeTagsForResourceAsync(ChangeTagsForResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the tags of a hosted zone.</summary>
    Task<ListTagsForResourceResponse> ListTagsForResourceAsync(ListTagsForResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the tags of up to ten hosted zones.</summary>
    Task<ListTagsForResourcesResponse> ListTagsForResourcesAsync(ListTagsForResourcesRequest request, CancellationToken cancellationToken = default);
}
