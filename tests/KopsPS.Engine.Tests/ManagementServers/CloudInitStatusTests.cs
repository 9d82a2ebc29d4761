using CsCheck;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Engine.Tests.ManagementServers;

public class CloudInitStatusTests
{
    [Fact]
    public void Done_is_read_from_JSON()
    {
        var status = CloudInitStatus.Read("""
            {
              "boot_status_code": "enabled-by-generator", "datasource": "ec2", "detail": "DataSourceEc2Local", "errors": [],
              "extended_status": "done", "last_update": "Mon, 25 Nov 2024 15:16:40 +0000", "recoverable_errors": {}, "status": "done"
            }

            """);

        Assert.Equal((KopsCloudInitState.Done, null), (status.State, status.Detail));
    }

    [Fact]
    public void A_failure_shows_the_servers_own_words_first()
    {
        var status = CloudInitStatus.Read("""
            {"detail": "DataSourceEc2Local", "errors": ["('scripts_user', RuntimeError('Runparts: 1 failures (runcmd) in 1 attempted commands'))"], "status": "error", "extended_status": "error - done"}
            status: error
            time: Tue, 28 Jul 2020 15:12:48 +0000
            detail:
            DataSourceEc2Local

            kopsps: error: the SHA-256 of the module's package is 11 and should be 22
            """);

        Assert.Equal(KopsCloudInitState.Failed, status.State);
        Assert.Equal("the SHA-256 of the module's package is 11 and should be 22", status.Detail);
        Assert.Equal(2, status.Errors.Length);
        Assert.Contains("runcmd", status.Errors[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status: running\ntime: x\ndetail:\nDataSourceEc2Local\n", KopsCloudInitState.Pending)]
    [InlineData("status: done\n", KopsCloudInitState.Done)]
    [InlineData("status: not run\n", KopsCloudInitState.Pending)]
    [InlineData("status: error\ndetail: ('timezone', OSError('Invalid'))\n", KopsCloudInitState.Failed)]
    [InlineData("status: disabled\n", KopsCloudInitState.Failed)]
    [InlineData("{\"status\": \"running\", \"detail\": \"DataSourceEc2Local\"}", KopsCloudInitState.Pending)]
    [InlineData("{\"status\": \"done\", \"extended_status\": \"degraded done\"}", KopsCloudInitState.Done)]
    [InlineData("", KopsCloudInitState.NotChecked)]
    [InlineData("sh: cloud-init: not found\n", KopsCloudInitState.NotChecked)]
    [InlineData("{\"status\": 3}", KopsCloudInitState.NotChecked)]
    [InlineData("{\"status\": ", KopsCloudInitState.NotChecked)]
    public void Older_and_odd_answers_are_read(string text, KopsCloudInitState state) => Assert.Equal(state, CloudInitStatus.Read(text).State);

    [Fact]
    public void A_degraded_end_is_told() => Assert.Equal("degraded done", CloudInitStatus.Read("{\"status\": \"done\", \"extended_status\": \"degraded done\"}").Detail);

    [Fact]
    public void No_text_is_an_unhandled_fault() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["{}[]\":,status errordetail\n"], 0, 80]).Sample(text => { _ = CloudInitStatus.Read(text).State; }, iter: 10_000);
}
