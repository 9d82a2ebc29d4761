using System.Text.Json;
using KopsPS.Engine.Capacity;

namespace KopsPS.Engine.Tests.Capacity;

public sealed class PodDemandTests
{
    [Theory]
    // Containers together.
    [InlineData("{'containers':[{'resources':{'requests':{'cpu':'100m','memory':'1Gi'}}},{'resources':{'requests':{'cpu':'0.25'}}}]}", "cpu=0.35 memory=1073741824")]
    // A step of the start that takes more than all that runs afterwards.
    [InlineData("{'containers':[{'resources':{'requests':{'cpu':'100m','memory':'2Gi'}}}],'initContainers':[{'resources':{'requests':{'cpu':'2','memory':'1Gi'}}},{'resources':{'requests':{'cpu':'1'}}}]}", "cpu=2 memory=2147483648")]
    // Sidecars run on.
    [InlineData("{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'initContainers':[{'restartPolicy':'Always','resources':{'requests':{'cpu':'500m'}}}]}", "cpu=1.5")]
    // A step runs beside the sidecars that were started before it, not beside those after it.
    [InlineData("{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'initContainers':[{'restartPolicy':'Always','resources':{'requests':{'cpu':'500m'}}},{'resources':{'requests':{'cpu':'2'}}},{'restartPolicy':'Always','resources':{'requests':{'cpu':'1'}}}]}", "cpu=2.5")]
    [InlineData("{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'initContainers':[{'resources':{'requests':{'cpu':'2'}}},{'restartPolicy':'Always','resources':{'requests':{'cpu':'500m'}}}]}", "cpu=2")]
    // The pod as a whole beats its containers, for what it names.
    [InlineData("{'resources':{'requests':{'cpu':'3'}},'containers':[{'resources':{'requests':{'cpu':'1','memory':'1Ki'}}}]}", "cpu=3 memory=1024")]
    [InlineData("{'overhead':{'cpu':'250m','memory':'120Mi'},'resources':{'requests':{'cpu':'3'}},'containers':[{'resources':{'requests':{'cpu':'1'}}}]}", "cpu=3.25 memory=125829120")]
    [InlineData("{'containers':[{'resources':{'requests':{'nvidia.com/gpu':'2','ephemeral-storage':'1Gi'}}}]}", "ephemeral-storage=1073741824 nvidia.com/gpu=2")]
    // Rounded up once, for the pod: thousandths of a core, whole bytes.
    [InlineData("{'containers':[{'resources':{'requests':{'cpu':'100u','memory':'100m'}}},{'resources':{'requests':{'cpu':'100u','memory':'100m'}}}]}", "cpu=0.001 memory=1")]
    [InlineData("{'containers':[{}]}", "")]
    [InlineData("{'containers':[{'resources':{'requests':{'cpu':'none','memory':'1Mi'}}}]}", "memory=1048576")]
    public void Requests_are_what_the_scheduler_counts(string spec, string expected) => Assert.Equal(expected, Words(PodDemand.Requests(Read(spec).Spec)));

    [Theory]
    // Grows: what it asks for counts before it has it. Shrinks: what it has counts until it has given it back.
    [InlineData("2", "1", "", "cpu=2")]
    [InlineData("1", "2", "", "cpu=2")]
    [InlineData("8", "1", "{'type':'PodResizePending','status':'True','reason':'Infeasible'}", "cpu=1")]
    [InlineData("8", "1", "{'type':'PodResizePending','status':'True','reason':'Deferred'}", "cpu=8")]
    public void A_resize_counts_with_the_larger_amount(string wanted, string held, string condition, string expected)
    {
        var pod = Read(
            $"{{'containers':[{{'name':'a','resources':{{'requests':{{'cpu':'{wanted}'}}}}}}]}}",
            $"{{'conditions':[{condition}],'containerStatuses':[{{'name':'a','allocatedResources':{{'cpu':'{held}'}},'resources':{{'requests':{{'cpu':'{held}'}}}}}}]}}");
        Assert.Equal(expected, Words(PodDemand.Requests(pod.Spec, pod.Status)));
    }

    [Theory]
    [InlineData("{'containers':[{'resources':{'limits':{'cpu':'1','memory':'1Gi'}}},{'resources':{'limits':{'cpu':'1'}}}]}", "cpu=2 memory=1073741824")]
    [InlineData("{'overhead':{'cpu':'250m','memory':'1Gi'},'containers':[{'resources':{'limits':{'cpu':'1'}}}]}", "cpu=1.25")]
    [InlineData("{'resources':{'limits':{'cpu':'4'}},'containers':[{'resources':{'limits':{'cpu':'1'}}}]}", "cpu=4")]
    public void Limits_are_added_as_far_as_there_are_any(string spec, string expected) => Assert.Equal(expected, Words(PodDemand.Limits(Read(spec).Spec)));

    private static CapacityPodRow Read(string spec, string status = "{}") =>
        JsonSerializer.Deserialize($"{{\"spec\":{spec},\"status\":{status}}}".Replace('\'', '"'), CapacityJson.Default.CapacityPodRow)!;

    private static string Words(ResourceAmounts amounts) => string.Join(' ', amounts.All.Select(item => FormattableString.Invariant($"{item.Name}={item.Amount:0.#########}")));
}
