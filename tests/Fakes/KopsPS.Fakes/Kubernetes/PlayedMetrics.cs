namespace KopsPS.Fakes.Kubernetes;

/// <summary>What a metrics-server, a kubelet and a component with metrics answer, in their shapes; the recorded cluster's metrics-server was down.</summary>
public static class PlayedMetrics
{
    /// <summary>A NodeMetricsList.</summary>
    public const string Nodes = """
        {"kind":"NodeMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[
        {"metadata":{"name":"i-01b7d3e9f8a246c5e","creationTimestamp":"2026-11-22T21:46:52Z"},"timestamp":"2026-11-22T21:46:40Z","window":"20.031s","usage":{"cpu":"523456789n","memory":"2097152Ki"}}]}
        """;

    /// <summary>A PodMetricsList of <c>shop</c>.</summary>
    public const string Pods = """
        {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[
        {"metadata":{"name":"web-8bd5fb94f-4svd9","namespace":"shop"},"timestamp":"2026-11-22T21:46:40Z","window":"15s","containers":[{"name":"nginx","usage":{"cpu":"2m","memory":"9Mi"}}]},
        {"metadata":{"name":"recommender-9ff74ff87-6z5qw","namespace":"shop"},"timestamp":"2026-11-22T21:46:40Z","window":"15s","containers":[
        {"name":"recommender","usage":{"cpu":"100m","memory":"500Mi"}},{"name":"envoy","usage":{"cpu":"1m","memory":"12Mi"}}]}]}
        """;

    /// <summary>A kubelet's summary.</summary>
    public const string Summary = """
        {"node":{"nodeName":"i-01b7d3e9f8a246c5e","cpu":{"time":"2026-11-22T21:46:40Z","usageNanoCores":500000000,"usageCoreNanoSeconds":123},
        "memory":{"time":"2026-11-22T21:46:40Z","availableBytes":1,"usageBytes":2000000000,"workingSetBytes":1500000000},
        "network":{"name":"ens5","rxBytes":900,"txBytes":800},"fs":{"availableBytes":750,"capacityBytes":1000,"usedBytes":250,"inodes":10,"inodesUsed":1}},
        "pods":[{"podRef":{"name":"kafka-0","namespace":"data","uid":"u"},"cpu":{"usageNanoCores":20000000},"memory":{"workingSetBytes":1000},
        "containers":[{"name":"kafka","memory":{"workingSetBytes":1000}}],
        "volume":[{"name":"data","pvcRef":{"name":"data-kafka-0","namespace":"data"},"availableBytes":10,"capacityBytes":100,"usedBytes":90}],
        "ephemeral-storage":{"usedBytes":5,"capacityBytes":1000}}]}
        """;

    /// <summary>A page in the text format of Prometheus, with one line that is none.</summary>
    public const string Page = """
        # HELP apiserver_request_duration_seconds Response latency.
        # TYPE apiserver_request_duration_seconds histogram
        apiserver_request_duration_seconds_bucket{verb="GET",le="0.1"} 90
        apiserver_request_duration_seconds_bucket{verb="GET",le="0.5"} 100
        apiserver_request_duration_seconds_bucket{verb="GET",le="+Inf"} 100
        apiserver_request_duration_seconds_sum{verb="GET"} 5
        apiserver_request_duration_seconds_count{verb="GET"} 100
        # TYPE http_requests_total counter
        http_requests_total{code="503"} 7
        broken{code="200" 1
        # TYPE last gauge
        last 1
        """;
}
