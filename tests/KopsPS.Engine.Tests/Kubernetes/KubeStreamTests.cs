using System.Text;
using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace KopsPS.Engine.Tests.Kubernetes;

public class KubeStreamTests
{
    private const string Log = "/api/v1/namespaces/shop/pods/web-8bd5fb94f-4svd9/log";

    [Fact]
    public async Task A_log_comes_as_it_is_and_may_have_no_end()
    {
        await using var api = await KubeApi.StartAsync();
        using var folder = new TempFolder();
        using var client = await KubeClientTests.ClientAsync(folder, api.Kubeconfig());
        await using (var whole = await client.GetStreamAsync(Log, default))
        {
            using var text = new StreamReader(whole);
            Assert.Equal(api.Recordings.Text("log"), await text.ReadToEndAsync());
        }

        api.When(Log, KubeAnswer.Endless("first\nsecond\n"));
        await using var endless = await client.GetStreamAsync(Log + "?follow=true", default);
        var lines = new LineReader(endless, 4096 * 4);
        Assert.Equal("first", Encoding.UTF8.GetString((await lines.ReadAsync(default))!.Value.Span));
        Assert.Equal("second", Encoding.UTF8.GetString((await lines.ReadAsync(default))!.Value.Span));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await lines.ReadAsync(default));
    }

    [Fact]
    public async Task A_stream_that_breaks_says_so()
    {
        await using var api = await KubeApi.StartAsync();
        using var folder = new TempFolder();
        using var client = await KubeClientTests.ClientAsync(folder, api.Kubeconfig());
        var read = new TaskCompletionSource();
        api.When(Log, KubeAnswer.From(async context =>
        {
            await context.Response.WriteAsync("first\nsec");
            await context.Response.Body.FlushAsync();
            await read.Task;
            context.Abort();
        }));
        await using var broken = await client.GetStreamAsync(Log, default);
        var lines = new LineReader(broken, 4096);
        Assert.NotNull(await lines.ReadAsync(default));
        read.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(async () => await lines.ReadAsync(default));
    }

    [Theory]
    [InlineData("log-lost-node", "KubernetesServerFailed")]
    [InlineData("error-node-proxy-lost", "KubernetesServerFailed")]
    [InlineData("log-choose-container", "KubernetesRequestRefused")]
    [InlineData("log-bad-parameter", "KubernetesInvalid")]
    [InlineData("log-forbidden", "KubernetesForbidden")]
    [InlineData("log-missing-pod", "KubernetesNotFound")]
    public async Task What_is_refused_for_good_is_asked_once(string slug, string id)
    {
        await using var api = await KubeApi.StartAsync();
        using var folder = new TempFolder();
        using var client = await KubeClientTests.ClientAsync(folder, api.Kubeconfig());
        api.When(Log, api.Recordings.Answer(slug));
        Assert.Equal(id, (await Assert.ThrowsAsync<KopsException>(() => client.GetStreamAsync(Log, default))).Id);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task An_unscheduled_pod_has_an_empty_log()
    {
        await using var api = await KubeApi.StartAsync();
        using var folder = new TempFolder();
        using var client = await KubeClientTests.ClientAsync(folder, api.Kubeconfig());
        api.When(Log, api.Recordings.Answer("log-unscheduled"));
        Assert.Equal("", await client.GetTextAsync(Log, default));
    }

    [Fact]
    public void Calls_keep_to_a_rate_once_the_burst_is_used_up()
    {
        var time = new FakeTime();
        var pacer = new KubePacer(10, 3, time);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Equal(TimeSpan.Zero, pacer.Take()));
        Assert.Equal(TimeSpan.FromMilliseconds(100), pacer.Take());
        Assert.Equal(TimeSpan.FromMilliseconds(200), pacer.Take());
        time.Ticks += TimeSpan.FromSeconds(10).Ticks;
        Assert.Equal(TimeSpan.Zero, pacer.Take());
    }

    private sealed class FakeTime : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
