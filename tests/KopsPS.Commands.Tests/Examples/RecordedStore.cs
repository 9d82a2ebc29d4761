using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.Examples;

/// <summary>
/// Writes into an emulator's buckets what the recorded kops would have written there: before a bucket is asked, it gets what kops'
/// last call left in its own store.
/// </summary>
internal sealed class RecordedStore(ReplayKopsScenario kops, string endpoint, string account)
{
    private static readonly HttpClient Http = new();

    private readonly string _bucket = $"acme-kops-{account}-us-east-1";
    private HashSet<string> _written = [];
    private int _calls;

    /// <summary>For <see cref="AwsProxy.Answers"/>: answers nothing itself.</summary>
    public AwsAnswer? Follow(StubRequest request)
    {
        var calls = kops.Calls.Count;
        if (request.Path.StartsWith($"/{_bucket}", StringComparison.Ordinal) && calls != _calls)
        {
            _calls = calls;
            var files = Directory.GetFiles(kops.StoreFolder, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(kops.StoreFolder, file).Replace(Path.DirectorySeparatorChar, '/'));
            foreach (var (key, file) in files)
            {
                Send(HttpMethod.Put, key, File.ReadAllBytes(file));
            }

            foreach (var key in _written.Except(files.Keys))
            {
                Send(HttpMethod.Delete, key, []);
            }

            _written = [.. files.Keys];
        }

        return null;
    }

    private void Send(HttpMethod method, string key, byte[] body)
    {
        using var request = new HttpRequestMessage(method, $"{endpoint}/{_bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}") { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");
        request.Headers.TryAddWithoutValidation("x-moto-account-id", account);
        using var answer = Http.Send(request);
        answer.EnsureSuccessStatusCode();
    }
}
