using System.Security;

namespace KopsPS.Fakes.Aws;

/// <summary>An answer in place of AWS.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Body.</param>
/// <param name="ContentType">Type of the body.</param>
public sealed record AwsAnswer(int Status, string Body, string ContentType = "text/xml")
{
    /// <summary>A refusal of the query protocol, as IAM and STS send it.</summary>
    public static AwsAnswer QueryError(int status, string code, string message) => new(
        status,
        $"<ErrorResponse><Error><Type>{(status < 500 ? "Sender" : "Receiver")}</Type><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message></Error><RequestId>1</RequestId></ErrorResponse>");

    /// <summary>A result of the query protocol.</summary>
    /// <param name="action">The action.</param>
    /// <param name="result">Content of the result element, as XML.</param>
    public static AwsAnswer Query(string action, string result) => new(
        200, $"<{action}Response><{action}Result>{result}</{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>");
}
