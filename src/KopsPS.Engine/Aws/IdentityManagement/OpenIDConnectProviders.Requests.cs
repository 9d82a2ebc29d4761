namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Makes a provider of identities.</summary>
public sealed class CreateOpenIDConnectProviderRequest : IdentityManagementRequest
{
    /// <summary>Its issuer, with <c>https://</c>.</summary>
    public required string Url { get; init; }

    /// <summary>Audiences.</summary>
    public IReadOnlyList<string> ClientIDList { get; init; } = [];

    /// <summary>SHA-1 of the certificate authority's certificate, 40 hexadecimal digits; may be empty.</summary>
    public IReadOnlyList<string> ThumbprintList { get; init; } = [];

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "CreateOpenIDConnectProvider";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("Url", Url),
        .. Members("ClientIDList", ClientIDList),
        .. Members("ThumbprintList", ThumbprintList),
        .. TagMembers(Tags),
    ];
}

/// <summary>Reads a provider.</summary>
public sealed class GetOpenIDConnectProviderRequest : IdentityManagementRequest
{
    /// <summary>The provider.</summary>
    public required string OpenIDConnectProviderArn { get; init; }

    internal override string Action => "GetOpenIDConnectProvider";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("OpenIDConnectProviderArn", OpenIDConnectProviderArn)];
}

/// <summary>Deletes a provider.</summary>
public sealed class DeleteOpenIDConnectProviderRequest : IdentityManagementRequest
{
    /// <summary>The provider.</summary>
    public required string OpenIDConnectProviderArn { get; init; }

    internal override string Action => "DeleteOpenIDConnectProvider";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("OpenIDConnectProviderArn", OpenIDConnectProviderArn)];
}

/// <summary>Lists the ARNs of all providers.</summary>
public sealed class ListOpenIDConnectProvidersRequest : IdentityManagementRequest
{
    internal override string Action => "ListOpenIDConnectProviders";
}

/// <summary>Adds an audience to a provider.</summary>
public sealed class AddClientIDToOpenIDConnectProviderRequest : IdentityManagementRequest
{
    /// <summary>The provider.</summary>
    public required string OpenIDConnectProviderArn { get; init; }

    /// <summary>The audience.</summary>
    public required string ClientID { get; init; }

    internal override string Action => "AddClientIDToOpenIDConnectProvider";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("OpenIDConnectProviderArn", OpenIDConnectProviderArn),
        .. One("ClientID", ClientID),
    ];
}

/// <summary>Removes an audience from a provider.</summary>
public sealed class RemoveClientIDFromOpenIDConnectProviderRequest : IdentityManagementRequest
{
    /// <summary>The provider.</summary>
    public required string OpenIDConnectProviderArn { get; init; }

    /// <summary>The audience.</summary>
    public required string ClientID { get; init; }

    internal override string Action => "RemoveClientIDFromOpenIDConnectProvider";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("OpenIDConnectProviderArn", OpenIDConnectProviderArn),
        .. One("ClientID", ClientID),
    ];
}

/// <summary>Adds or replaces tags of a provider.</summary>
public sealed class TagOpenIDConnectProviderRequest : IdentityManagementRequest
{
    /// <summary>The provider.</summary>
    public required string OpenIDConnectProviderArn { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "TagOpenIDConnectProvider";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("OpenIDConnectProviderArn", OpenIDConnectProviderArn),
        .. TagMembers(Tags),
    ];
}
