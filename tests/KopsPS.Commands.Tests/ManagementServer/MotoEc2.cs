namespace KopsPS.Commands.Tests.ManagementServer;

/// <summary>Calls of EC2 and IAM by their query protocol, for what a test needs beside the module.</summary>
internal static class MotoEc2
{
    private static readonly HttpClient Http = new();

    /// <summary>Makes a call and gives the answer's body.</summary>
    public static async Task<string> CallAsync(string endpoint, string service, string action, params (string Name, string Value)[] fields)
    {
        var version = service == "ec2" ? "2016-11-15" : "2010-05-08";
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(KeyValuePair.Create("Action", action)).Append(KeyValuePair.Create("Version", version))),
        };
        // moto reads account, region and service out of the header and checks no signature.
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await Http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
