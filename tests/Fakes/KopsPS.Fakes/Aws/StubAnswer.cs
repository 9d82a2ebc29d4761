namespace KopsPS.Fakes.Aws;

/// <summary>What a stub of AWS answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Body.</param>
/// <param name="ContentType">Type of the body.</param>
/// <param name="Headers">Further headers; <c>Date</c> replaces the server's own.</param>
public sealed record StubAnswer(int Status, string Body = "", string ContentType = "application/xml", IReadOnlyDictionary<string, string>? Headers = null)
{
    /// <summary>An error of S3, Route 53 and other REST-XML services of the form that S3 documents.</summary>
    public static StubAnswer RestXml(int status, string code, string message) => new(
        status, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>");

    /// <summary>An error of IAM, STS and other services of the query protocol; Route 53 has the same form.</summary>
    public static StubAnswer QueryXml(int status, string code, string message) => new(
        status,
        $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>",
        "text/xml");

    /// <summary>An error of EC2, which has a form of its own.</summary>
    public static StubAnswer Ec2Xml(int status, string code, string message) => new(
        status,
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>1</RequestID></Response>",
        "text/xml");

    /// <summary>An error of Systems Manager, KMS and other JSON services.</summary>
    public static StubAnswer Json(int status, string code, string message) => new(
        status, $"{{\"__type\":\"{code}\",\"message\":\"{message}\"}}", "application/x-amz-json-1.1");
}
