using System.Xml.Linq;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Answer to <see cref="CreateOpenIDConnectProviderRequest"/>.</summary>
public sealed class CreateOpenIDConnectProviderResponse : QueryResponse
{
    /// <summary>The provider.</summary>
    public string OpenIDConnectProviderArn { get; private set; } = "";

    internal override void Read(XElement result) => OpenIDConnectProviderArn = result.Text("OpenIDConnectProviderArn");
}

/// <summary>Answer to <see cref="GetOpenIDConnectProviderRequest"/>.</summary>
public sealed class GetOpenIDConnectProviderResponse : QueryResponse
{
    /// <summary>Its issuer, without <c>https://</c>.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Audiences.</summary>
    public IReadOnlyList<string> ClientIDList { get; private set; } = [];

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; private set; } = new Dictionary<string, string>();

    internal override void Read(XElement result)
    {
        Url = result.Text("Url");
        ClientIDList = [.. result.Members("ClientIDList").Select(one => one.Value)];
        Tags = result.Tags();
    }
}

/// <summary>Answer to <see cref="ListOpenIDConnectProvidersRequest"/>.</summary>
public sealed class ListOpenIDConnectProvidersResponse : QueryResponse
{
    /// <summary>ARNs of the providers.</summary>
    public IReadOnlyList<string> OpenIDConnectProviderList { get; private set; } = [];

    internal override void Read(XElement result) => OpenIDConnectProviderList = [.. result.Members("OpenIDConnectProviderList").Select(one => one.Text("Arn"))];
}
