using System.Xml.Linq;
using Amazon.Runtime;

namespace KopsPS.Engine.Aws;

/// <summary>An answer of AWS' query protocol.</summary>
public abstract class QueryResponse : AmazonWebServiceResponse
{
    /// <summary>Reads the <c>…Result</c> element of the answer.</summary>
    internal abstract void Read(XElement result);
}
