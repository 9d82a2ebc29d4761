using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.Networking;

/// <summary>What Elastic Load Balancing says of the load balancer of the recorded service <c>web-public</c>, in the form that AWS documents.</summary>
internal sealed class BalancerAnswers
{
    /// <summary>The name in DNS that the service tells.</summary>
    public const string Host = "a4f0c2d7b81e94f6c9a35d8e1720bb64-5be03f8d1c29a7e6.elb.us-east-1.amazonaws.com";

    /// <summary>The name in DNS that AWS tells.</summary>
    public string Name { get; set; } = Host;

    /// <summary>States of its targets.</summary>
    public string[] Targets { get; set; } = ["healthy", "healthy"];

    /// <summary>An action that is refused.</summary>
    public string? Refused { get; set; }

    public StubAnswer? Answer(StubRequest request) => request.Action is { } action && action == Refused
        ? StubAnswer.QueryXml(403, "AccessDenied", "not yours")
        : (request.Action, request.Field("Version")) switch
        {
            ("DescribeLoadBalancers", "2015-12-01") => Xml("DescribeLoadBalancers", $"""
                <LoadBalancers><member><LoadBalancerArn>arn:lb</LoadBalancerArn><LoadBalancerName>a4f0</LoadBalancerName><DNSName>{Name}</DNSName><Scheme>internet-facing</Scheme>
                <Type>network</Type><State><Code>active</Code></State><VpcId>vpc-1</VpcId></member></LoadBalancers>
                """),
            ("DescribeLoadBalancers", "2012-06-01") => Xml("DescribeLoadBalancers", "<LoadBalancerDescriptions/>"),
            ("DescribeTargetGroups", _) => Xml("DescribeTargetGroups", """
                <TargetGroups><member><TargetGroupArn>arn:tg</TargetGroupArn><TargetGroupName>k8s-web</TargetGroupName><Protocol>TCP</Protocol><Port>31094</Port>
                <TargetType>instance</TargetType><VpcId>vpc-1</VpcId></member></TargetGroups>
                """),
            ("DescribeTargetHealth", _) => Xml("DescribeTargetHealth", $"<TargetHealthDescriptions>{string.Concat(Targets.Select(Target))}</TargetHealthDescriptions>"),
            _ => null,
        };

    private static StubAnswer Xml(string action, string result) =>
        new(200, $"<{action}Response xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/\"><{action}Result>{result}</{action}Result></{action}Response>", "text/xml");

    private static string Target(string state, int at) => $"""
        <member><Target><Id>i-{at}</Id><Port>31094</Port></Target><TargetHealth><State>{state}</State>{(state == "healthy" ? "" : "<Reason>Target.FailedHealthChecks</Reason><Description>Health checks failed</Description>")}</TargetHealth></member>
        """;
}
