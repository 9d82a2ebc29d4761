using KopsPS.Engine.Networking;

namespace KopsPS.Engine.Tests.Networking;

public class DnsQuestionTests
{
    [Theory]
    [InlineData("web.shop.svc.cluster.local", "Service shop/web")]
    [InlineData("Web.Shop.svc.cluster.local.", "Service shop/web")]
    [InlineData("_http._tcp.web.shop.svc.cluster.local", "Port shop/web http TCP")]
    [InlineData("kafka-0.kafka.data.svc.cluster.local", "Endpoint data/kafka kafka-0")]
    [InlineData("10-0-0-1.shop.pod.cluster.local", "Pod shop/ 10-0-0-1")]
    [InlineData("shop.svc.cluster.local", null)]
    [InlineData("a.b.c.d.svc.cluster.local", null)]
    [InlineData("web..shop.svc.cluster.local", null)]
    [InlineData("web.shop.svc.cluster.example", null)]
    [InlineData("cluster.local", null)]
    public void A_whole_name_says_what_it_asks_for(string name, string? expected) => Assert.Equal(expected, Text(DnsQuestion.Parse(name, "cluster.local")));

    [Theory]
    [InlineData("web", "web.shop.svc.cluster.local")]
    [InlineData("web.data", "web.data.shop.svc.cluster.local web.data.svc.cluster.local")]
    [InlineData("web.data.svc", "web.data.svc.svc.cluster.local web.data.svc.cluster.local")]
    [InlineData("web.data.svc.cluster.local", "web.data.svc.cluster.local")]
    [InlineData("web.data.svc.cluster.local.", "web.data.svc.cluster.local")]
    [InlineData("web.", "")]
    [InlineData("gateway.payments.example.net", "")]
    public void Names_are_searched_for_as_in_a_pod(string name, string order) =>
        Assert.Equal(order, string.Join(' ', DnsQuestion.Candidates(name, "shop", "cluster.local").Select(question => question.Name)));

    private static string? Text(DnsQuestion? question) => question is null
        ? null
        : string.Join(' ', new[] { question.Kind.ToString(), $"{question.Namespace}/{question.Service}", question.Hostname ?? question.Port, question.Protocol }.Where(part => part is not null));
}
