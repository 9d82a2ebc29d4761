using KopsPS.Engine.Lifecycle;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Lifecycle;

/// <summary>A region that does not exist is noticed before kops looks for it.</summary>
public sealed class RegionCheckTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly RecordingFeedback _feedback = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_region_that_AWS_does_not_have_is_refused_with_the_nearest()
    {
        var moto = await MotoServer.SharedAsync();

        var fault = await Assert.ThrowsAsync<KopsException>(() => CheckAsync("us-east-9z", moto.Endpoint));

        Assert.Equal("KopsZoneInvalid", fault.Id);
        Assert.Equal("us-east-9z", fault.Target);
        Assert.Contains("us-east-1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_is_known_costs_no_call()
    {
        // Nothing listens there: a call would fail, and say so.
        await CheckAsync("eu-central-1a", "http://127.0.0.1:9");

        Assert.Empty(_feedback.Warnings);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_kops_decides()
    {
        await CheckAsync("us-east-9z", "http://127.0.0.1:9");

        Assert.Contains("us-east-9", Assert.Single(_feedback.Warnings), StringComparison.Ordinal);
    }

    private Task CheckAsync(string zone, string endpoint) =>
        RegionCheck.CheckAsync(zone, TestSettings.With(_home.Path) with { EndpointUrl = endpoint, Region = "us-east-1" }, _feedback, default);
}
