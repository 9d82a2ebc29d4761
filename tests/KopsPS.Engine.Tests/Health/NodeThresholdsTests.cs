using System.Collections;
using KopsPS.Engine.Health;
using KopsPS.Engine.Tests.Kubernetes;

namespace KopsPS.Engine.Tests.Health;

public class NodeThresholdsTests
{
    [Fact]
    public void Values_come_as_durations_and_numbers()
    {
        var all = new NodeThresholds().With(new Hashtable
        {
            ["StartTime"] = "7m",
            ["certificateagewarning"] = "300d",
            ["RequestPercent"] = "80%",
            ["CrashingPods"] = 2,
            ["JoinTime"] = TimeSpan.FromMinutes(1),
        });
        Assert.Equal(TimeSpan.FromMinutes(7), all.StartTime);
        Assert.Equal(TimeSpan.FromDays(300), all.CertificateAgeWarning);
        Assert.Equal(80, all.RequestPercent);
        Assert.Equal(2, all.CrashingPods);
        Assert.Equal(TimeSpan.FromMinutes(1), all.JoinTime);
        Assert.Equal(new NodeThresholds().PodPercent, all.PodPercent);
    }

    [Theory]
    [InlineData("Nonsense", "1", "RequestPercent")]
    [InlineData("StartTime", "soon", "15m")]
    [InlineData("RequestPercent", "many", "whole number")]
    public void What_is_none_is_refused(string name, string value, string text)
    {
        var fault = Assert.Throws<KopsException>(() => new NodeThresholds().With(new Hashtable { [name] = value }));
        Assert.Equal("KopsThresholdInvalid", fault.Id);
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RequestPercent: 70\nStartTime: 2m\n")]
    [InlineData("{\"Node\": {\"RequestPercent\": 70, \"StartTime\": \"2m\"}, \"Workload\": {\"Other\": 1}}")]
    public async Task A_file_is_YAML_or_JSON_with_or_without_sections(string text)
    {
        using var folder = new TempFolder();
        var all = await new NodeThresholds().WithFileAsync(folder.Write("limits", text), default);
        Assert.Equal((70, TimeSpan.FromMinutes(2)), (all.RequestPercent, all.StartTime));
    }

    [Fact]
    public async Task A_file_of_other_sections_changes_nothing_and_a_bad_one_is_refused()
    {
        using var folder = new TempFolder();
        Assert.Equal(new NodeThresholds(), await new NodeThresholds().WithFileAsync(folder.Write("other", "Workload:\n  Some: 1\n"), default));
        Assert.Equal("KopsThresholdInvalid", (await Assert.ThrowsAsync<KopsException>(() => new NodeThresholds().WithFileAsync(folder.Write("bad", "- a\n"), default))).Id);
        Assert.Equal("KopsThresholdFileUnreadable", (await Assert.ThrowsAsync<KopsException>(() => new NodeThresholds().WithFileAsync(folder.File("none"), default))).Id);
    }

    [Fact]
    public void Every_threshold_can_be_told()
    {
        var told = typeof(NodeThresholds).GetProperties().Where(property => property.CanWrite).Select(property => property.Name);
        Assert.Equal(told.Order(), NodeThresholds.Names.Order());
    }
}
