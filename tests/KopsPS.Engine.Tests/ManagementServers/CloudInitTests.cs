using System.IO.Compression;
using System.Text;
using CsCheck;
using KopsPS.Engine.ManagementServers;
using KopsPS.Fakes;
using YamlDotNet.Serialization;

namespace KopsPS.Engine.Tests.ManagementServers;

public class CloudInitTests
{
    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly ManagementServerRequest Request = new()
    {
        Name = "ops", KeyName = "ops", SshAccess = ["203.0.113.0/24"], Module = ModuleSource.Parse("0.1.0", null), StateStore = "s3://acme-kops",
    };

    [Theory]
    [InlineData("gallery.yaml", "0.1.0-preview1", null)]
    [InlineData("https.yaml", "https://packages.example.com/it's%20here/KopsPS.0.1.0.nupkg?x=$(id)", Digest)]
    [InlineData("s3.yaml", "s3://acme-packages/team a/KopsPS.0.1.0.nupkg", Digest)]
    public void The_user_data_begins_as_recorded(string golden, string source, string? digest)
    {
        var text = CloudInit.Text(
            Request with { Module = ModuleSource.Parse(source, digest), KopsVersion = "1.36.2", KubectlVersion = "v1.36.0" }, "eu-central-1");

        // What differs from server to server; the rest is bootstrap.sh as it stands.
        var head = text[..text.IndexOf("      # Sets this server up", StringComparison.Ordinal)];
        var file = Path.Combine(Repository.Root, "tests", "KopsPS.Engine.Tests", "ManagementServers", "Golden", golden);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), head);
    }

    [Fact]
    public void It_is_YAML_whose_files_are_whole()
    {
        var document = Parse(CloudInit.Text(Request, "eu-central-1"));

        Assert.Equal("ops", document["hostname"]);
        var files = ((List<object>)document["write_files"]).Cast<Dictionary<object, object>>().ToDictionary(file => (string)file["path"]);
        Assert.Equal(BootstrapScript.Text(Request, "eu-central-1"), files[CloudInit.ScriptPath]["content"]);
        Assert.Equal("0700", files[CloudInit.ScriptPath]["permissions"]);
        Assert.Equal("export AWS_REGION='eu-central-1'\nexport KOPS_STATE_STORE='s3://acme-kops'\n", files["/etc/profile.d/kopsps.sh"]["content"]);
        Assert.Contains("$env:KOPS_STATE_STORE = 's3://acme-kops'", (string)files["/var/lib/kopsps/profile.ps1"]["content"], StringComparison.Ordinal);
        Assert.Equal(["bash", CloudInit.ScriptPath], ((List<object>)((List<object>)document["runcmd"])[0]).Cast<string>());
    }

    [Fact]
    public void The_script_goes_on_after_nothing_that_failed_and_trusts_nothing_unseen()
    {
        var script = BootstrapScript.Text(Request, "eu-central-1");

        Assert.StartsWith("#!/bin/bash\n", script, StringComparison.Ordinal);
        Assert.Contains("set -euo pipefail", script, StringComparison.Ordinal);
        Assert.Contains("verify \"$MODULE_SHA256\" \"$MODULE_FILE\"", script, StringComparison.Ordinal);
        Assert.True(
            script.IndexOf("verify \"$MODULE_SHA256\"", StringComparison.Ordinal) < script.IndexOf("unzip -q", StringComparison.Ordinal), "unpacked before it was verified");
        Assert.DoesNotContain("http://", script, StringComparison.Ordinal);
        Assert.DoesNotContain("--insecure", script, StringComparison.Ordinal);
        Assert.DoesNotContain("eval", script, StringComparison.Ordinal);
    }

    [Fact]
    public void It_fits_as_it_is()
    {
        var text = CloudInit.Text(Request, "eu-central-1");

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, CloudInit.LargestUserData);
        Assert.Equal(text, Encoding.UTF8.GetString(Convert.FromBase64String(CloudInit.Encoded(text))));
    }

    [Fact]
    public void What_is_too_long_is_packed_and_what_is_still_too_long_refused()
    {
        var text = "#cloud-config\n" + new string('#', CloudInit.LargestUserData);
        var packed = Convert.FromBase64String(CloudInit.Encoded(text));
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        Assert.Equal(text, unpacked.ReadToEnd());

        var noise = new byte[3 * CloudInit.LargestUserData];
        new Random(1).NextBytes(noise);
        Assert.Equal("KopsUserDataTooLarge", Assert.Throws<KopsException>(() => CloudInit.Encoded(Convert.ToBase64String(noise))).Id);
    }

    /// <summary>Whatever is accepted is one word of the shell, and comes back from the YAML as it was.</summary>
    [Fact]
    public void No_key_of_a_package_gets_out_of_its_quotes() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["'\"\\$`;&|\n\r\t #{}[]:\u2028\u2019a"], 1, 30]).Sample(
        key =>
        {
            ModuleSource source;
            try
            {
                source = ModuleSource.Parse($"s3://acme-packages/{key}", Digest);
            }
            catch (KopsException)
            {
                return;
            }

            var request = Request with { Module = source };
            var script = (string)((List<object>)Parse(CloudInit.Text(request, "eu-central-1"))["write_files"]).Cast<Dictionary<object, object>>().Last()["content"];
            Assert.Equal(BootstrapScript.Text(request, "eu-central-1"), script);
            var line = script.Split('\n').Single(text => text.StartsWith("export MODULE_KEY=", StringComparison.Ordinal));
            Assert.Equal(key, Unquoted(line["export MODULE_KEY=".Length..]));
        },
        iter: 2_000);

    /// <summary>Reads one word of a POSIX shell that is only quoted by apostrophes and backslashes; fails on anything else.</summary>
    private static string Unquoted(string word)
    {
        var text = new StringBuilder();
        for (var at = 0; at < word.Length;)
        {
            if (word[at] == '\'')
            {
                var end = word.IndexOf('\'', at + 1);
                Assert.True(end > 0, "a quote stays open");
                text.Append(word, at + 1, end - at - 1);
                at = end + 1;
            }
            else
            {
                Assert.Equal('\\', word[at]);
                text.Append(word[at + 1]);
                at += 2;
            }
        }

        return text.ToString();
    }

    private static Dictionary<string, object> Parse(string text) => new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(text);
}
