using System.Xml.Linq;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>One page of a list.</summary>
public abstract class IdentityManagementPage : QueryResponse
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
internal sealed class EmptyResponse : QueryResponse
{
    internal override void Read(XElement result)
    {
        // There is nothing in it.
    }
}
