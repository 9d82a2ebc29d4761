using System.Xml.Linq;
using Amazon.Runtime;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>An answer of the query protocol.</summary>
public abstract class IdentityManagementResponse : AmazonWebServiceResponse
{
    /// <summary>Reads the <c>…Result</c> element of the answer.</summary>
    internal abstract void Read(XElement result);
}

/// <summary>One page of a list.</summary>
public abstract class IdentityManagementPage : IdentityManagementResponse
{
    /// <summary>Whether there are more pages.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>The next page, or null.</summary>
    public string? Marker { get; private set; }

    internal override void Read(XElement result)
    {
        IsTruncated = result.Text("IsTruncated") == "true";
        Marker = IsTruncated ? result.TextOrNull("Marker") : null;
    }
}

/// <summary>An answer that says only that it is done.</summary>
internal sealed class EmptyResponse : IdentityManagementResponse
{
    internal override void Read(XElement result)
    {
        // There is nothing in it.
    }
}
