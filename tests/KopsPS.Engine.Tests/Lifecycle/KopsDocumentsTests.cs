using System.Text.Json;
using CsCheck;
using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class KopsDocumentsTests
{
    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Reads_what_create_calls_json(string version)
    {
        var documents = KopsDocuments.Read(Recordings.Stdout(version, "create-dry-run-json"), out var rest);

        Assert.Empty(rest);
        Assert.Equal(
            ["Cluster", .. Enumerable.Repeat("InstanceGroup", 7), "SSHCredential"],
            documents.Select(document => document.GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Comments_before_the_json_are_passed(string version)
    {
        var documents = KopsDocuments.Read(Recordings.Stdout(version, "get-clusters-full-json"), out var rest, flatten: true);

        Assert.Empty(rest);
        Assert.Equal("prod.example.com", Assert.Single(documents).GetProperty("metadata").GetProperty("name").GetString());
    }

    [Fact]
    public void Arrays_and_objects_give_the_same()
    {
        Assert.Equal(
            Names(KopsDocuments.Read(Recordings.Stdout("1.36.2", "get-cluster-json"), out _, flatten: true)),
            Names(KopsDocuments.Read(Recordings.Stdout("1.36.2", "get-clusters-json"), out _, flatten: true)));
        static string?[] Names(IEnumerable<JsonElement> documents) =>
            [.. documents.Select(document => document.GetProperty("metadata").GetProperty("name").GetString())];
    }

    [Theory]
    [InlineData("Validating cluster x\n{\"a\":1}", "Validating cluster x\n", 1)]
    [InlineData("{\"a\":1}{\"b\":", "{\"b\":", 1)]
    [InlineData("{\"a\":1},{\"b\":2}", "", 2)]
    [InlineData("{\"a\":1},,{\"b\":2}", ",,{\"b\":2}", 1)]
    [InlineData(",{\"a\":1}\n[]", ",{\"a\":1}\n", 0)]
    [InlineData("", "", 0)]
    public void What_is_no_json_is_kept(string text, string rest, int documents)
    {
        var read = KopsDocuments.Read(text, out var kept, flatten: true);

        Assert.Equal(documents, read.Count);
        if (rest.StartsWith(",,", StringComparison.Ordinal))
        {
            Assert.Contains(rest[1..], kept, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(rest, kept);
        }
    }

    [Fact]
    public void Ten_thousand_damaged_texts_are_survived()
    {
        var texts = new[] { "get-all-json", "validate-wait-timeout-json", "create-dry-run-json", "get-instances-json" }
            .Select(words => Recordings.Stdout("1.36.2", words)).ToArray();
        Gen.Select(Gen.Int[0, texts.Length - 1], Gen.Int[0, 20_000], Gen.Int[0, 200], Gen.String["{}[],:\"\n/x"]).Sample(
            (which, position, length, fragment) =>
            {
                var text = texts[which];
                var at = position % (text.Length + 1);
                text = text[..at] + fragment + text[Math.Min(text.Length, at + length)..];

                // A whole document is JSON by itself; what could not be read is there to see.
                var documents = KopsDocuments.Read(text, out var rest);
                Assert.All(documents, document => Assert.True(document.ValueKind is JsonValueKind.Object or JsonValueKind.Array));
                Assert.True(documents.Sum(document => document.GetRawText().Length) + rest.Length <= text.Length);
            },
            iter: 10_000);
    }
}
