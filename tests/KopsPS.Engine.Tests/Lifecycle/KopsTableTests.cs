using System.Text.Json;
using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class KopsTableTests
{
    /// <summary>kops prints the same instances as a table and as JSON: the one is the check for the other.</summary>
    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Cells_that_are_empty_stay_in_their_column(string version)
    {
        var lines = Recordings.Stdout(version, "get-instances-table").Split('\n');
        Assert.True(KopsTable.IsHeader(lines[1]));
        var table = KopsTable.Read(lines, 1, out var next);
        var json = KopsDocuments.Read(Recordings.Stdout(version, "get-instances-json"), out _, flatten: true)
            .ToDictionary(instance => instance.GetProperty("id").GetString()!);

        Assert.Equal(json.Count, table.Rows.Count);
        Assert.Equal(lines.Length - 1, next);
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var instance = json[table[row, "ID"]];
            Assert.Equal(Text(instance, "nodeName"), table[row, "NODE-NAME"]);
            Assert.Equal(Text(instance, "status"), table[row, "STATUS"]);
            Assert.Equal(string.Join(", ", instance.GetProperty("roles").EnumerateArray().Select(role => role.GetString())), table[row, "ROLES"]);
            Assert.Equal(Text(instance, "state"), table[row, "STATE"]);
            Assert.Equal(Text(instance, "internalIP"), table[row, "INTERNAL-IP"]);
            Assert.Equal(Text(instance, "externalIP"), table[row, "EXTERNAL-IP"]);
            Assert.Equal(Text(instance, "instanceGroup"), table[row, "INSTANCE-GROUP"]);
            Assert.Equal(Text(instance, "machineType"), table[row, "MACHINE-TYPE"]);
        }

        Assert.Contains(Enumerable.Range(0, table.Rows.Count), row => table[row, "NODE-NAME"].Length == 0);
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Key_pairs_in_a_table_are_those_in_json(string version)
    {
        var lines = Recordings.Stdout(version, "get-keypairs-table").Split('\n');
        var table = KopsTable.Read(lines, 0, out _);
        var json = KopsDocuments.Read(Recordings.Stdout(version, "get-keypairs-json"), out _, flatten: true);

        Assert.Equal(json.Count, table.Rows.Count);
        Assert.All(json, pair => Assert.Contains(
            Enumerable.Range(0, table.Rows.Count),
            row => table[row, "ID"] == Text(pair, "id") && table[row, "NAME"] == Text(pair, "name")));
    }

    [Fact]
    public void A_table_ends_where_other_output_begins()
    {
        var lines = Recordings.Stdout("1.36.2", "rolling-update-drain-blocked").Split('\n');

        var table = KopsTable.Read(lines, 0, out var next);

        Assert.Equal(["nodes-us-east-1b", "Ready", "0", "3", "3", "3", "5", "3"], Assert.Single(table.Rows));
        Assert.Equal("evicting pod default/web-7545c865bf-2gkht", lines[next]);
    }

    [Theory]
    [InlineData("NAME\tstatus")]
    [InlineData("INSTANCE GROUPS")]
    [InlineData("")]
    public void Other_lines_are_no_titles(string line) => Assert.False(KopsTable.IsHeader(line));

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
