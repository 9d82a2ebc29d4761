using System.Collections;
using KopsPS.Engine.Health.Whole;
using KopsPS.Engine.Tests.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Whole;

public sealed class HealthThresholdsTests
{
    [Fact]
    public void Each_name_goes_to_its_area()
    {
        var all = new HealthThresholds().With(new Hashtable { ["podpercent"] = 80, ["BackupAge"] = "2h" });
        Assert.Equal((80, TimeSpan.FromHours(2)), (all.Node.PodPercent, all.Component.BackupAge));
    }

    [Theory]
    [InlineData("Node:\n  PodPercent: 80\nComponent:\n  BackupAge: 2h\n")]
    [InlineData("PodPercent: 80\nBackupAge: 2h\n")]
    public async Task A_file_may_have_sections_or_none(string text)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("limits.yaml"), text);
        var all = await new HealthThresholds().WithFileAsync(folder.File("limits.yaml"), default);
        Assert.Equal((80, TimeSpan.FromHours(2)), (all.Node.PodPercent, all.Component.BackupAge));
    }

    [Fact]
    public void What_no_area_knows_is_refused()
    {
        var fault = Assert.Throws<KopsException>(() => new HealthThresholds().With(new Hashtable { ["Backup"] = "2h" }));
        Assert.Equal("KopsThresholdInvalid", fault.Id);
        Assert.Contains("PodPercent", fault.Message, StringComparison.Ordinal);
        Assert.Contains("BackupAge", fault.Message, StringComparison.Ordinal);
    }
}
