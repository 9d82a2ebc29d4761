using System.Diagnostics;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;

namespace KopsPS.Engine.NodeOperations;

/// <summary>
/// Repairs nodes by replacing them: cordons, drains, lets kops end the instance, and waits for the node that its scaling group makes in its
/// place. Whether kops can do it is asked before anything is changed. Of two repairs of a cluster at once the second is refused. Killed at any step, the same call goes on from there: what the cluster
/// and EC2 say of the node tells how far it had come.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="run">Runs kops.</param>
/// <param name="find">Looks an instance up in EC2.</param>
/// <param name="clusterName">The cluster, as kops names it.</param>
/// <param name="settings">How kops reaches it, for the objects.</param>
/// <param name="feedback">Where progress and warnings go.</param>
public sealed class NodeRepairer(
    KubeClient client, RunKops run, Func<string, CancellationToken, Task<InstanceFate?>> find, string clusterName, KopsSettings settings, IFeedback feedback)
{
    private readonly NodeDrainer _drainer = new(client, clusterName, feedback);
    private readonly ReplacementWaiter _waiter = new(client, feedback);

    /// <summary>What a repair would do, pod by pod; changes nothing.</summary>
    /// <exception cref="KopsException">As the repair's, before it changes anything.</exception>
    public async Task<KopsNodeRepair> PlanAsync(RepairRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var patient = await ExamineAsync(request, cancellationToken).ConfigureAwait(false);
        var drain = patient.HasNode ? await _drainer.PlanAsync(request.Drain, cancellationToken).ConfigureAwait(false) : null;
        var steps = new List<KopsRepairStep>();
        if (drain is not null)
        {
            var evicted = drain.Pods.Count(pod => pod.Outcome == KopsDrainOutcome.Planned);
            steps.Add(Cordon(drain, KopsRepairOutcome.Planned));
            steps.Add(drain.Blocked == 0
                ? Step("Drain", KopsRepairOutcome.Planned, $"evict {evicted} pods, leave {drain.Left}")
                : Step("Drain", KopsRepairOutcome.Failed, $"would be refused: {string.Join("; ", drain.Pods.Where(pod => pod.Outcome == KopsDrainOutcome.Blocked))}"));
        }

        steps.Add(patient.IsEnding ? Ended(patient) : Step("Replace", KopsRepairOutcome.Planned, $"end instance {patient.InstanceId} by kops; the scaling group of {patient.Group} makes another"));
        steps.Add(Step("Wait", KopsRepairOutcome.Planned, $"until a new node of {patient.Group} is ready, for {GoDuration.Format(request.JoinTimeout)} at most"));
        return Result(patient, KopsRepairOutcome.Planned, steps, drain, null, TimeSpan.Zero);
    }

    /// <summary>Repairs a node.</summary>
    /// <returns>What was done; and the fault, where it was begun and not finished: then no other node should be begun.</returns>
    /// <exception cref="KopsException">Before anything is changed: <c>KopsNodeRepairBusy</c>, <c>KubernetesNodeNotFound</c>, <c>KopsNodeInstanceNotFound</c>, <c>KopsNodeRepairUnsafe</c>,
    /// <c>KubernetesDrainRefused</c>, <c>KopsInstanceNotFound</c> where the instance is not one of the cluster's, what else kops' preview fails with.</exception>
    public async Task<(KopsNodeRepair Repair, KopsException? Fault)> RepairAsync(RepairRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var lease = await RepairLease.TakeAsync(client, request.Drain.Node, request.LeaseDuration, feedback, cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            return await RepairAsync(request, lease, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(KopsNodeRepair Repair, KopsException? Fault)> RepairAsync(RepairRequest request, RepairLease lease, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var patient = await ExamineAsync(request, cancellationToken).ConfigureAwait(false);
        var steps = new List<KopsRepairStep>();
        KopsNodeDrain? drain = null;
        if (patient.HasNode)
        {
            try
            {
                drain = await _drainer.DrainAsync(request.Drain, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.Id is not ("KubernetesDrainRefused" or "KubernetesNodeNotFound"))
            {
                // Begun, and nobody knows how far it came: the drain has said what it knows.
                steps.Add(Step("Drain", KopsRepairOutcome.Failed, fault.Message));
                return (Result(patient, KopsRepairOutcome.Failed, steps, null, null, clock.Elapsed), fault);
            }

            steps.Add(Cordon(drain, KopsRepairOutcome.Done));
            steps.Add(Step("Drain", drain.Drained ? KopsRepairOutcome.Done : KopsRepairOutcome.Failed, $"{drain.Evicted} pods evicted, {drain.Left} left, {drain.Blocked} blocked"));
            if (!drain.Drained)
            {
                return (Result(patient, KopsRepairOutcome.Failed, steps, drain, null, clock.Elapsed), Faults.KubernetesNodeNotDrained(drain));
            }
        }

        if (patient.IsEnding)
        {
            steps.Add(Ended(patient));
        }
        else
        {
            var meanwhile = await GroupNowAsync(patient, cancellationToken).ConfigureAwait(false);
            var (ended, fault) = await ReplaceAsync(patient, request, lease, steps, cancellationToken).ConfigureAwait(false);
            if (fault is not null)
            {
                return (Result(patient, KopsRepairOutcome.Failed, steps, drain, null, clock.Elapsed), fault);
            }

            // Where somebody else ended it, its successor may be among those that came during the drain.
            patient = ended ? patient with { Before = meanwhile } : patient;
        }

        var (successor, failure) = await WaitAsync(patient, request, steps, cancellationToken).ConfigureAwait(false);
        return (Result(patient, failure is null ? KopsRepairOutcome.Done : KopsRepairOutcome.Failed, steps, drain, successor, clock.Elapsed), failure);
    }

    private async Task<RepairPatient> ExamineAsync(RepairRequest request, CancellationToken cancellationToken)
    {
        var name = request.Drain.Node;
        var nodes = await KubePager.AllAsync(client, "/api/v1/nodes", NodeJson.Default.Nodes, node => node.Name, cancellationToken).ConfigureAwait(false);
        var node = nodes.Find(node => node.Name == name);
        var id = node is not null ? NodeIdentity.InstanceId(node) : name.StartsWith("i-", StringComparison.Ordinal) ? name : null;
        if (id is null)
        {
            throw node is null ? Faults.KubernetesNodeNotFound(name, clusterName) : Faults.KopsNodeInstanceNotFound(name, null);
        }

        var group = node?.Metadata?.Labels?.InstanceGroup;
        var fate = node is null ? await FateOfMissingAsync(id, cancellationToken).ConfigureAwait(false)
            : group is null ? await find(id, cancellationToken).ConfigureAwait(false) : null;

        if (fate?.IsEnding != true)
        {
            fate = await AskKopsAsync(name, id, fate, request, cancellationToken).ConfigureAwait(false) ?? fate;
        }

        group ??= fate?.InstanceGroup ?? throw Faults.KopsNodeInstanceNotFound(name, null);
        var ending = fate?.IsEnding == true;
        if (!ending && !request.IgnoreStopConditions && RepairGuard.WhyNot(name, nodes, request.MaxUnready) is { } why)
        {
            throw Faults.KopsNodeRepairUnsafe(name, why);
        }

        // What a node of the control plane must run: as the old one does, else as another does.
        var plane = (node is not null ? NodeIdentity.IsControlPlane(node) : fate?.Role == "control-plane")
            ? node ?? nodes.Find(other => NodeIdentity.IsControlPlane(other) && other.IsReady)
            : null;
        var components = plane is null ? [] : (await _waiter.ComponentsAsync(plane.Name, cancellationToken).ConfigureAwait(false)).Keys.ToList();
        return new RepairPatient(
            name, node, id, group, ending, fate?.Ended ?? client.Clock.Now - request.JoinTimeout,
            nodes.Where(other => other.Metadata?.Labels?.InstanceGroup == group).Select(other => other.Name).ToHashSet(StringComparer.Ordinal), components);
    }

    /// <summary>What EC2 says of a name that no node has: an instance whose node is gone, or that never became one.</summary>
    private async Task<InstanceFate> FateOfMissingAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            if (await find(id, cancellationToken).ConfigureAwait(false) is { Role: not null } fate && fate.ClusterName == clusterName)
            {
                return fate;
            }
        }
        catch (KopsException fault)
        {
            feedback.Warning($"Whether {id} was replaced by an earlier call could not be looked up: {fault.Message}");
        }

        throw Faults.KubernetesNodeNotFound(id, clusterName);
    }

    /// <summary>Lets kops look for the instance, so that what it lacks is known before a pod is evicted.</summary>
    /// <returns>What EC2 says, where the instance is ending; null where kops would replace it.</returns>
    private async Task<InstanceFate?> AskKopsAsync(string name, string id, InstanceFate? known, RepairRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await run(Call(request, id, apply: false), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (KopsException fault) when (fault.Id == "KopsInstanceNotFound")
        {
            var fate = known ?? await find(id, cancellationToken).ConfigureAwait(false) ?? throw Faults.KopsNodeInstanceNotFound(name, id, fault);
            if (!fate.IsEnding)
            {
                // EC2 has it and kops does not: it belongs to another cluster, or to none.
                throw;
            }

            return fate;
        }
    }

    /// <summary>The nodes of the group just before the instance ends: an autoscaler may have added some during the drain.</summary>
    private async Task<IReadOnlySet<string>> GroupNowAsync(RepairPatient patient, CancellationToken cancellationToken)
    {
        try
        {
            return (await _waiter.GroupAsync(patient.Group, cancellationToken).ConfigureAwait(false)).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        }
        catch (KopsException fault) when (NodeDrainer.IsPassing(fault))
        {
            return patient.Before;
        }
    }

    /// <summary>Lets kops end the instance.</summary>
    /// <returns>Whether kops ended it; the fault, where it could not.</returns>
    private async Task<(bool Ended, KopsException? Fault)> ReplaceAsync(
        RepairPatient patient, RepairRequest request, RepairLease lease, List<KopsRepairStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            await lease.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            await run(Call(request, patient.InstanceId, apply: true), cancellationToken).ConfigureAwait(false);
            feedback.Verbose($"kops ended instance {patient.InstanceId} of {patient.Name}.");
            steps.Add(Step("Replace", KopsRepairOutcome.Done, $"kops ended instance {patient.InstanceId}"));
            return (true, null);
        }
        catch (KopsException fault) when (fault.Id == "KopsInstanceNotFound")
        {
            // It was there when kops was asked: somebody else, or EC2 itself, was quicker.
            steps.Add(Ended(patient));
            return (false, null);
        }
        catch (OperationCanceledException)
        {
            feedback.Warning($"{patient.Name} is cordoned and drained; whether its instance {patient.InstanceId} was ended is not known. The same command finds out and goes on; {Undo(patient)}.");
            throw;
        }
        catch (KopsException fault)
        {
            feedback.Warning($"{patient.Name} is cordoned and drained, and its instance {patient.InstanceId} was not replaced. The same command goes on; {Undo(patient)}.");
            steps.Add(Step("Replace", KopsRepairOutcome.Failed, fault.Message));
            return (false, fault);
        }
    }

    private async Task<(string? Successor, KopsException? Fault)> WaitAsync(
        RepairPatient patient, RepairRequest request, List<KopsRepairStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            var (successor, missing) = await _waiter.WaitAsync(patient.Name, patient.Group, patient.IsSuccessor, patient.Components, request, cancellationToken).ConfigureAwait(false);
            steps.Add(Step("Wait", successor is null ? KopsRepairOutcome.Failed : KopsRepairOutcome.Done, successor is null ? missing : $"{successor} is ready"));
            return (successor, successor is null ? Faults.KopsNodeNotReplaced(patient.Name, patient.Group, request.JoinTimeout, missing) : null);
        }
        catch (OperationCanceledException)
        {
            feedback.Warning($"The instance of {patient.Name} was ended, and the node that comes in its place in {patient.Group} is not ready yet. The same command goes on waiting.");
            throw;
        }
        catch (KopsException fault)
        {
            steps.Add(Step("Wait", KopsRepairOutcome.Failed, fault.Message));
            return (null, fault);
        }
    }

    // By its id: without the API server kops knows no nodes.
    private KopsCall Call(RepairRequest request, string id, bool apply) => new([.. (string[])["delete", "instance", id, "--cloudonly"], .. apply ? (string[])["--yes"] : []])
    {
        ClusterName = clusterName,
        TimeLimit = request.TimeLimit,
        WantedVersion = request.LastAppliedBy,
        Activity = apply ? $"Replacing the instance of {request.Drain.Node}" : null,
    };

    private static string Undo(RepairPatient patient) => $"Resume-KopsNode {patient.Name} undoes the cordon";

    private static KopsRepairStep Cordon(KopsNodeDrain drain, KopsRepairOutcome outcome) => drain.Cordoned
        ? Step("Cordon", outcome, "schedule no new pods on it")
        : Step("Cordon", KopsRepairOutcome.Skipped, "it was cordoned already");

    private static KopsRepairStep Ended(RepairPatient patient) => Step("Replace", KopsRepairOutcome.Skipped, $"instance {patient.InstanceId} was ended already");

    private static KopsRepairStep Step(string name, KopsRepairOutcome outcome, string detail) => new() { Name = name, Outcome = outcome, Detail = detail };

    private KopsNodeRepair Result(
        RepairPatient patient, KopsRepairOutcome outcome, List<KopsRepairStep> steps, KopsNodeDrain? drain, string? successor, TimeSpan duration) => new()
        {
            Name = patient.Name,
            Outcome = outcome,
            InstanceId = patient.InstanceId,
            InstanceGroup = patient.Group,
            Replacement = successor,
            Steps = [.. steps],
            Drain = drain,
            Duration = duration,
            ClusterName = clusterName,
            StateStore = settings.StateStore,
            Region = settings.Region,
            ProfileName = settings.ProfileName,
            EndpointUrl = settings.EndpointUrl,
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
}
