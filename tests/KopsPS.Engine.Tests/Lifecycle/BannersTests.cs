using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class BannersTests
{
    [Fact]
    public void A_notice_is_one_line() => Assert.Equal(
        ["A new kubernetes version is available: 1.34.8 Upgrading is recommended (try kops upgrade cluster) More information: https://github.com/kubernetes/kops/blob/master/permalinks/upgrade_k8s.md#1.34.8"],
        Banners.In(Recordings.Stdout("1.36.2", "create")));

    /// <summary>1.30.1 tells of a newer kops besides.</summary>
    [Fact]
    public void Notices_in_a_row_are_told_apart()
    {
        var notices = Banners.In(Recordings.Stdout("1.30.1", "create"));

        Assert.Equal(2, notices.Count);
        Assert.Contains(notices, notice => notice.StartsWith("A new kops version is available: 1.34.1", StringComparison.Ordinal));
        Assert.Contains(notices, notice => notice.StartsWith("A new kubernetes version is available:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Cluster configuration has been created.\n")]
    [InlineData("***\nnot a frame\n***\n")]
    public void Other_output_has_none(string stdout) => Assert.Empty(Banners.In(stdout));

    [Fact]
    public void A_frame_that_never_closes_is_no_notice() => Assert.Empty(Banners.In(new string('*', 81) + "\nhalf of it\n"));
}
