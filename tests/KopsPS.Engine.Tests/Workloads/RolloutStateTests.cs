using System.Text.Json.Nodes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Engine.Tests.Workloads;

public class RolloutStateTests
{
    [Theory]
    [InlineData("Deployment", """{"spec":{"replicas":3},"status":{"observedGeneration":1,"replicas":3,"updatedReplicas":3,"availableReplicas":3}}""", false, "has not seen")]
    [InlineData("Deployment", """{"spec":{"replicas":3},"status":{"observedGeneration":2,"replicas":3,"updatedReplicas":1,"availableReplicas":3}}""", false, "1 of 3 updated")]
    [InlineData("Deployment", """{"spec":{"replicas":3},"status":{"observedGeneration":2,"replicas":4,"updatedReplicas":3,"availableReplicas":3}}""", false, "1 old replicas")]
    [InlineData("Deployment", """{"spec":{"replicas":3},"status":{"observedGeneration":2,"replicas":3,"updatedReplicas":3,"availableReplicas":2}}""", false, "2 of 3 available")]
    [InlineData("Deployment", """{"spec":{"replicas":3},"status":{"observedGeneration":2,"replicas":3,"updatedReplicas":3,"availableReplicas":3}}""", true, "3 of 3 available")]
    [InlineData("Deployment", """{"spec":{"replicas":0},"status":{"observedGeneration":2}}""", true, "0 of 0")]
    [InlineData("Deployment", """{"spec":{},"status":{}}""", false, "has not seen")]
    [InlineData("StatefulSet", """{"spec":{"replicas":3},"status":{"observedGeneration":2,"updatedReplicas":1,"readyReplicas":3,"currentRevision":"a","updateRevision":"b"}}""", false, "1 of 3 updated")]
    [InlineData("StatefulSet", """{"spec":{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":2}}},"status":{"observedGeneration":2,"updatedReplicas":1,"readyReplicas":3,"currentRevision":"a","updateRevision":"b"}}""", true, "3 of 3 ready")]
    [InlineData("StatefulSet", """{"spec":{"replicas":3},"status":{"observedGeneration":2,"updatedReplicas":3,"readyReplicas":2,"currentRevision":"b","updateRevision":"b"}}""", false, "2 of 3 ready")]
    [InlineData("DaemonSet", """{"spec":{},"status":{"observedGeneration":2,"desiredNumberScheduled":5,"updatedNumberScheduled":4,"numberAvailable":5}}""", false, "4 of 5 updated")]
    [InlineData("DaemonSet", """{"spec":{"updateStrategy":{"type":"OnDelete"}},"status":{"observedGeneration":2,"desiredNumberScheduled":5,"updatedNumberScheduled":4,"numberAvailable":5}}""", true, "5 of 5 available")]
    [InlineData("Job", """{"spec":{"completions":3},"status":{"succeeded":1,"active":2}}""", false, "1 of 3 completed, 2 running")]
    [InlineData("Job", """{"spec":{"completions":3},"status":{"succeeded":3,"conditions":[{"type":"Complete","status":"True"}]}}""", true, "3 completed")]
    public void Tells_how_far_it_has_come(string kind, string rest, bool done, string progress)
    {
        var state = Of(kind, rest);
        Assert.Equal(done, state.IsDone);
        Assert.Contains(progress, state.Progress, StringComparison.Ordinal);
        Assert.Null(state.Failure);
    }

    [Theory]
    [InlineData("Deployment", """{"spec":{},"status":{"observedGeneration":2,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"late"}]}}""", "ProgressDeadlineExceeded: late")]
    [InlineData("Deployment", """{"spec":{"paused":true,"replicas":2},"status":{"observedGeneration":2,"replicas":2,"updatedReplicas":1}}""", "paused")]
    [InlineData("Job", """{"status":{"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"often"}]}}""", "BackoffLimitExceeded: often")]
    [InlineData("Job", """{"spec":{"suspend":true},"status":{}}""", "suspended")]
    public void Tells_what_will_not_end_by_itself(string kind, string rest, string why)
    {
        var state = Of(kind, rest);
        Assert.False(state.IsDone);
        Assert.Contains(why, state.Failure, StringComparison.Ordinal);
    }

    private static RolloutState Of(string kind, string rest)
    {
        var body = JsonNode.Parse(rest)!.AsObject();
        body["metadata"] = new JsonObject { ["generation"] = 2L };
        return RolloutState.Of(kind, body);
    }
}
