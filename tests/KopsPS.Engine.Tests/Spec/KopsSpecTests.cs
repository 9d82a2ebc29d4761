using System.Collections;

namespace KopsPS.Engine.Tests.Spec;

public class KopsSpecTests
{
    [Fact]
    public void Fields_are_found_whatever_their_case_and_keep_the_case_they_have()
    {
        var spec = new KopsSpec { { "kubernetesVersion", "1.34.7" } };

        Assert.Equal("1.34.7", spec["KUBERNETESVERSION"]);
        Assert.True(spec.Contains("KubernetesVersion"));
        spec["KubernetesVersion"] = "1.35.0";
        Assert.Equal("kubernetesVersion: 1.35.0\n", spec.ToYaml());
    }

    [Fact]
    public void Takes_what_PowerShell_has()
    {
        var spec = new KopsSpec
        {
            ["count"] = 3, ["size"] = 1.5f, ["on"] = true, ["list"] = new ArrayList { "a", 1 }, ["map"] = new Hashtable { ["x"] = (short)1 },
            ["time"] = new DateTime(2026, 11, 22, 1, 2, 3, DateTimeKind.Utc), ["none"] = null,
        };

        Assert.Equal("""{"count":3,"size":1.5,"on":true,"list":["a",1],"map":{"x":1},"time":"2026-11-22T01:02:03Z","none":null}""", spec.ToJson());
        Assert.IsType<long>(spec["count"]);
        Assert.Throws<ArgumentException>(() => spec["odd"] = new object());
    }

    [Fact]
    public void A_removed_field_gives_way_to_its_namesake_in_other_case()
    {
        var spec = new KopsSpec { { "App", 1 }, { "app", 2 } };
        spec.Remove("App");

        Assert.Equal(2L, spec["APP"]);
        Assert.Equal(["app"], spec.Keys.Cast<string>());
        spec.Remove("missing");
        spec.Clear();
        Assert.Empty(spec.Keys);
    }

    [Fact]
    public void A_copy_shares_nothing()
    {
        var spec = new KopsSpec { { "a", new Hashtable { ["b"] = 1 } } };
        var copy = spec.Clone();
        ((KopsSpec)copy["a"]!)["b"] = 2;

        Assert.Equal("""{"a":{"b":1}}""", spec.ToJson());
    }

    [Fact]
    public void Its_enumeration_is_a_dictionarys()
    {
        var entries = new KopsSpec { { "z", 1 }, { "a", 2 } }.Cast<DictionaryEntry>().ToArray();

        Assert.Equal(["z", "a"], entries.Select(entry => entry.Key));
        Assert.Equal([1L, 2L], entries.Select(entry => entry.Value));
    }
}
