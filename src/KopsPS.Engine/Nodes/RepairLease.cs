using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.NodeOperations;

/// <summary>
/// Keeps two repairs of a cluster apart: a Lease in kube-system that whoever repairs holds and renews. One that nobody renews was left by a
/// call that was killed, and is taken over when its time is over.
/// </summary>
internal sealed class RepairLease : IAsyncDisposable
{
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    private const string Name = "kopsps-repair";
    private const string Path = Leases + "/" + Name;
    private const string Activity = "Looking whether another repair is under way";
    private const string NodeAnnotation = "kopsps/node";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Time for giving it back when the call is over.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    private readonly string _holder = $"{Environment.UserName}@{Environment.MachineName}/{Guid.NewGuid():N}";
    private readonly CancellationTokenSource _stop = new();
    private readonly KubeClient _client;
    private readonly string _node;
    private readonly TimeSpan _duration;
    private readonly IFeedback _feedback;
    private Task _renewal = Task.CompletedTask;
    private bool _isHeld;

    private RepairLease(KubeClient client, string node, TimeSpan duration, IFeedback feedback) => (_client, _node, _duration, _feedback) = (client, node, duration, feedback);

    /// <summary>Takes it; waits for as long as one lasts where its holder gives no sign of life.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="node">The node that is repaired, for others to see.</param>
    /// <param name="duration">How long it lasts without being renewed.</param>
    /// <param name="feedback">Told where no lease can be held.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KopsNodeRepairBusy</c> where another repair holds and renews it; the client's.</exception>
    public static async Task<RepairLease> TakeAsync(KubeClient client, string node, TimeSpan duration, IFeedback feedback, CancellationToken cancellationToken)
    {
        var lease = new RepairLease(client, node, duration, feedback);
        try
        {
            try
            {
                await lease.TakeAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                feedback.Progress(new ProgressReport(Activity, "", 100, Completed: true));
            }

            lease._renewal = lease.RenewAsync();
        }
        catch (KopsException fault) when (fault.Id == "KubernetesForbidden")
        {
            feedback.Warning($"Another repair of this cluster at the same time would not be noticed: {fault.Message}");
        }

        return lease;
    }

    /// <summary>Makes sure that nobody has taken it over, before what cannot be undone.</summary>
    /// <exception cref="KopsException"><c>KopsNodeRepairBusy</c></exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_isHeld && await ReadAsync(cancellationToken).ConfigureAwait(false) is { } now && HolderOf(now) != _holder)
            {
                throw Busy(now);
            }
        }
        catch (KopsException fault) when (NodeDrainer.IsPassing(fault))
        {
            // Where it cannot be read nobody can take it over either.
            _feedback.Debug(fault.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewal.ConfigureAwait(false);
        _stop.Dispose();
        if (!_isHeld)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeToEnd);
            if (await ReadAsync(limit.Token).ConfigureAwait(false) is { } now && HolderOf(now) == _holder)
            {
                await _client.DeleteAsync(Path, new KubeDeleteOptions { Uid = (string?)now["metadata"]?["uid"], ResourceVersion = VersionOf(now) }, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is KopsException or OperationCanceledException)
        {
            _feedback.Debug($"The lease {Name} could not be given back and ends by itself: {fault.Message}");
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var (seen, watch) = (default(string), Stopwatch.StartNew());
        while (true)
        {
            var there = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (there is not null && !IsOver(there))
            {
                // Clocks differ: that it is renewed is what shows that somebody is there.
                if (seen is not null && VersionOf(there) != seen)
                {
                    throw Busy(there);
                }

                if (watch.Elapsed < LastsOf(there))
                {
                    seen = VersionOf(there);
                    _feedback.Progress(new ProgressReport(Activity, $"{Person(there)} repairs a node, or was killed while it did"));
                    _feedback.Verbose($"The lease {Name} is held by {Person(there)}: looking whether it is renewed.");
                    await Task.Delay(_duration / 10, cancellationToken).ConfigureAwait(false);
                    continue;
                }
            }

            try
            {
                await (there is null
                    ? _client.PostAsync(Leases, Mine(null), null, cancellationToken)
                    : _client.PutAsync(Path, Mine(VersionOf(there)), null, cancellationToken)).ConfigureAwait(false);
                _isHeld = true;
                return;
            }
            catch (KopsException fault) when (fault.Id is "KubernetesConflict" or "KubernetesAlreadyExists" or "KubernetesNotFound")
            {
                // Somebody was quicker: what is there now tells who.
                _feedback.Debug(fault.Message);
            }
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_duration / 3, _stop.Token).ConfigureAwait(false);
                try
                {
                    if (await ReadAsync(_stop.Token).ConfigureAwait(false) is { } now && HolderOf(now) == _holder)
                    {
                        await _client.PutAsync(Path, Mine(VersionOf(now)), null, _stop.Token).ConfigureAwait(false);
                    }
                }
                catch (KopsException fault)
                {
                    _feedback.Debug($"The lease {Name} could not be renewed: {fault.Message}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The repair is over.
        }
    }

    private async Task<JsonObject?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetJsonAsync(Path, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            return null;
        }
    }

    private JsonObject Mine(string? version)
    {
        var metadata = new JsonObject { ["name"] = Name, ["namespace"] = "kube-system", ["annotations"] = new JsonObject { [NodeAnnotation] = _node } };
        if (version is not null)
        {
            metadata["resourceVersion"] = version;
        }

        return new JsonObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = _holder,
                ["leaseDurationSeconds"] = (int)Math.Ceiling(_duration.TotalSeconds),
                ["renewTime"] = (_client.Clock.Now ?? DateTimeOffset.UtcNow).UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            },
        };
    }

    /// <summary>Given back, or left long ago by the server's clock.</summary>
    private bool IsOver(JsonObject lease) => HolderOf(lease).Length == 0
        || (DateTimeOffset.TryParse(lease["spec"]?["renewTime"]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed)
            && _client.Clock.Now - renewed > LastsOf(lease) * 2);

    private static TimeSpan LastsOf(JsonObject lease) =>
        TimeSpan.FromSeconds(Math.Clamp(lease["spec"]?["leaseDurationSeconds"] is JsonValue told && told.TryGetValue<long>(out var seconds) ? seconds : 0, 0, 300));

    private static string HolderOf(JsonObject lease) => lease["spec"]?["holderIdentity"]?.ToString() ?? "";

    private static string Person(JsonObject lease) => HolderOf(lease).Split('/')[0];

    private static string? VersionOf(JsonObject lease) => lease["metadata"]?["resourceVersion"]?.ToString();

    private KopsException Busy(JsonObject lease) => Faults.KopsNodeRepairBusy(_node, Person(lease), lease["metadata"]?["annotations"]?[NodeAnnotation]?.ToString());
}
