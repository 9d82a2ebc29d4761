using Amazon.Runtime;

namespace KopsPS.Engine.Aws;

/// <summary>A request of AWS' query protocol: an action and its parameters.</summary>
public abstract class QueryRequest : AmazonWebServiceRequest
{
    /// <summary>Name of the action.</summary>
    internal abstract string Action { get; }

    /// <summary>The parameters as the query protocol writes them.</summary>
    internal virtual IEnumerable<KeyValuePair<string, string>> Parameters() => [];

    /// <summary>A list: <c>Names.member.1</c> and so on.</summary>
    private protected static IEnumerable<KeyValuePair<string, string>> Members(string name, IEnumerable<string> values) =>
        values.Select((value, i) => KeyValuePair.Create($"{name}.member.{i + 1}", value));

    /// <summary>A parameter, where it has a value.</summary>
    private protected static IEnumerable<KeyValuePair<string, string>> One(string name, string? value) =>
        value is null ? [] : [KeyValuePair.Create(name, value)];
}
