using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Engine.Tests.Workloads;

public class ManifestReaderTests
{
    [Fact]
    public void Documents_and_lists_become_single_objects()
    {
        var objects = ManifestReader.Read(
            """
            # only a remark
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop, resourceVersion: "7", uid: x}, data: {mode: "0400"}}
            - {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}, status: {replicas: 1}}
            """, "a.yaml");

        Assert.Equal(["Namespace/shop", "ConfigMap/shop/a", "Deployment/b"], objects.Select(item => item.ToString()));
        Assert.Equal("0400", (string?)objects[1].Body["data"]!["mode"]);
        Assert.Equal("""{"name":"a","namespace":"shop"}""", objects[1].Body["metadata"]!.ToJsonString());
        Assert.False(objects[2].Body.ContainsKey("status"));
        Assert.Equal(("apps", "a.yaml (document 2), item 2"), (objects[2].Group, objects[2].Source));
    }

    [Theory]
    [InlineData("a: [", "line ")]
    [InlineData("just words", "not a mapping")]
    [InlineData("apiVersion: v1\nmetadata: {name: a}", "no kind")]
    [InlineData("kind: ConfigMap\nmetadata: {name: a}", "its ConfigMap has no apiVersion")]
    [InlineData("apiVersion: v1\nkind: ConfigMap", "no metadata.name")]
    [InlineData("apiVersion: v1\nkind: 7\nmetadata: {name: a}", "no text")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 7}", "no text")]
    [InlineData("apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: nightly-}", "must have a name of its own")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {mode: x}\ndata: {mode: y}", "line 5, column 1: the field 'data' is there twice")]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"name\":\"b\"}}", "the field 'name' is there twice")]
    [InlineData("apiVersion: v1\nkind: List\nitems: [7]", "item 1 of its List is no object")]
    [InlineData("apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, metadata: {name: a}}]", "no kind")]
    public void What_is_no_manifest_says_why(string text, string why)
    {
        var fault = Assert.Throws<KopsException>(() => ManifestReader.Read(text, "a.yaml"));
        Assert.Equal(("KubernetesManifestInvalid", FaultKind.InvalidData), (fault.Id, fault.Kind));
        Assert.Contains("a.yaml", fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", null)]
    [InlineData("utf-16", null)]
    [InlineData("utf-16BE", null)]
    [InlineData("latin1", "not UTF-8")]
    public async Task Text_that_is_not_UTF8_is_refused_and_never_guessed_at(string encoding, string? why)
    {
        using var folder = new TempFolder();
        var file = folder.File("a.yaml");
        await File.WriteAllTextAsync(file, "apiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: a}\r\ndata: {word: Gr\u00fc\u00dfe}\r\n", System.Text.Encoding.GetEncoding(encoding));

        if (why is null)
        {
            Assert.Equal("Gr\u00fc\u00dfe", (string?)(await ManifestReader.ReadFileAsync(file, default))[0].Body["data"]!["word"]);
        }
        else
        {
            var fault = await Assert.ThrowsAsync<KopsException>(() => ManifestReader.ReadFileAsync(file, default));
            Assert.Equal("KubernetesManifestInvalid", fault.Id);
            Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_mark_of_the_byte_order_is_no_part_of_the_first_field() =>
        Assert.Equal("ConfigMap/a", ManifestReader.Read("\uFEFFapiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: a}\r\n", "a.yaml")[0].ToString());

    [Fact]
    public void An_empty_text_holds_nothing() => Assert.Empty(ManifestReader.Read("---\n# nothing\n---\n", "a.yaml"));

    [Fact]
    public async Task Many_files_keep_their_order_and_the_first_fault_is_told()
    {
        using var folder = new TempFolder();
        var files = Enumerable.Range(0, 60).Select(index => folder.File($"{index:00}.yaml")).ToArray();
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(file, $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{Path.GetFileNameWithoutExtension(file)}}}\n");
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(index => $"c{index:00}"), (await ManifestReader.ReadFilesAsync(files, default)).Select(item => item.Name));

        await File.WriteAllTextAsync(files[7], "just words");
        await File.WriteAllTextAsync(files[50], "just words");
        var fault = await Assert.ThrowsAsync<KopsException>(() => ManifestReader.ReadFilesAsync(files, default));
        Assert.Contains(files[7], fault.Message, StringComparison.Ordinal);

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ManifestReader.ReadFilesAsync(files, stop.Token));
    }
}
