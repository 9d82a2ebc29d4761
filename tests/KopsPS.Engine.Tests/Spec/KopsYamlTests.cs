using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.Tests.Spec;

public class KopsYamlTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 20],
        Gen.String[Any('a', ' ', '\n', '-'), 0, 8],
        Gen.String[Any('a', 'b', ' ', '\n', '\t', ':', '#', '-', '\'', '"', '\\', '0', '.', '\r', 'é', '\u2028', '\u0085', '\u00A0', '\uFEFF', '\u0001'), 0, 14],
        Any("yes", "0400", "1.30", "~", "null", "2001-12-14", "1:30", "<<", "-", "?", ":", "---", "...", "|", ">", "=", "\U0001F600 x", "0x1", ".5", "a: b", "a #b"));

    private static readonly Gen<object?> Leaf = Gen.OneOf(
        Text.Select(text => (object?)text), Gen.Long.Select(number => (object?)number), Gen.Bool.Select(flag => (object?)flag),
        Gen.Double.Where(double.IsFinite).Select(number => (object?)number), Gen.Const((object?)null));

    private static readonly Gen<KopsSpec> Spec = Gen.Recursive<object?>((depth, again) => depth >= 4
        ? Leaf
        : Gen.OneOf(
            Leaf,
            again.Array[0, 4].Select(items => (object?)items),
            Gen.Select(Text, again).Array[0, 4].Select(fields => (object?)Section(fields))))
        .Select(value => Section([("v", value)]));

    private static readonly Gen<string> Mutilated = Any(
        "a", ": ", ":", "- ", "-", "\n", "  ", " ", "\t", "&x ", "*x", "<<: ", "!!str ", "!!int ", "! ", "!<", "{", "}", "[", "]", ",", "'", "\"", "|", ">", "|2\n", "#", "---\n", "...\n",
        "%YAML 1.2\n", "%TAG ! x\n", "? ", "0x", "1e5", "\\", "\0", "\u0085", "é", "\uD800", "@", "`", "~", ".inf", "key: value\n").Array[0, 40].Select(string.Concat);

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Spec.Sample(
            spec => JsonNode.DeepEquals(JsonNode.Parse(KopsYaml.Read(spec.ToYaml()).ToJson()), JsonNode.Parse(spec.ToJson()))
                && KopsYaml.Read(spec.ToYaml()).ToYaml() == spec.ToYaml(),
            iter: 5_000, print: spec => spec.ToYaml());

    [Fact]
    public void JSON_is_YAML() =>
        Spec.Sample(spec => KopsYaml.Read(spec.ToJson()).ToJson() == spec.ToJson(), iter: 2_000, print: spec => spec.ToJson());

    [Fact]
    public void Broken_text_is_a_fault_and_nothing_worse() =>
        Mutilated.Sample(
            text =>
            {
                try
                {
                    KopsYaml.ReadAll(text);
                    return true;
                }
                catch (KopsException fault)
                {
                    return fault.Id == "KopsManifestInvalid";
                }
            },
            iter: 10_000, print: text => text);

    [Fact]
    public void Reads_a_stream_of_documents_and_leaves_out_the_empty_ones()
    {
        var documents = KopsYaml.ReadAll("a: 1\n---\n\n---\n# nothing\n---\nb: 2\n...\n");

        Assert.Equal(2, documents.Count);
        Assert.Equal(2L, documents[1]["b"]);
    }

    [Fact]
    public void The_last_of_equal_names_wins_and_names_that_differ_in_case_are_kept()
    {
        var spec = KopsYaml.Read("a: 1\nA: 2\na: 3\n");

        Assert.Equal("a: 3\nA: 2\n", spec.ToYaml());
        Assert.Equal(2L, spec["A"]);
        Assert.Equal(3L, spec["a"]);
    }

    [Fact]
    public void Aliases_become_copies_and_merges_fill_in()
    {
        var spec = KopsYaml.Read("base: &b {x: 1, z: 2}\nc:\n  <<: *b\n  z: 3\nd: *b\n");
        ((KopsSpec)spec["d"]!)["x"] = 9;

        Assert.Equal("{\"base\":{\"x\":1,\"z\":2},\"c\":{\"z\":3,\"x\":1},\"d\":{\"x\":9,\"z\":2}}", spec.ToJson());
    }

    [Theory]
    [InlineData("a: b: c\n", "line 1")]
    [InlineData("a: 1\n b: 2\n", "line 2")]
    [InlineData("- 1\n", "top level")]
    [InlineData("a: .inf\n", "JSON")]
    [InlineData("~: 1\n", "no name")]
    [InlineData("a: *x\n", "line 1")]
    [InlineData("a: !!int x\n", "int")]
    public void Says_where_it_is_broken(string text, string said)
    {
        var fault = Assert.Throws<KopsException>(() => KopsYaml.Read(text, "s3://acme-kops/x/config"));

        Assert.Equal("KopsManifestInvalid", fault.Id);
        Assert.Equal(FaultKind.InvalidData, fault.Kind);
        Assert.Contains("s3://acme-kops/x/config", fault.Message, StringComparison.Ordinal);
        Assert.Contains(said, fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        Assert.Contains("aliases", Assert.Throws<KopsException>(() => KopsYaml.Read(bomb.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_refused() =>
        Assert.Throws<KopsException>(() => KopsYaml.Read("a: " + new string('[', 100_000)));

    [Fact]
    public void Bytes_that_are_no_text_are_refused_and_a_byte_order_mark_is_not()
    {
        Assert.Throws<KopsException>(() => KopsYaml.Read(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xFF }));
        Assert.Equal(1L, KopsYaml.Read(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', (byte)':', (byte)' ', (byte)'1' })["a"]);
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static KopsSpec Section(IEnumerable<(string Name, object? Value)> fields)
    {
        var section = new KopsSpec();
        foreach (var (name, value) in fields)
        {
            section.SetExact(name, value);
        }

        return section;
    }
}
