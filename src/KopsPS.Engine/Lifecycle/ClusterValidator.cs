using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Validates a cluster by data: each validation is a run of kops of its own, so that what is still missing can be told,
/// and waiting ends when it should.
/// </summary>
/// <param name="run">Runs kops.</param>
/// <param name="settings">How the cluster is reached.</param>
/// <param name="feedback">Where progress goes.</param>
/// <param name="clock">The clock to wait by.</param>
public sealed class ClusterValidator(RunKops run, KopsSettings settings, IFeedback feedback, TimeProvider clock)
{
    private const string Unreachable = "KubernetesApiUnreachable";

    /// <summary>The API answers, but not with a certificate of this cluster: an answer about the cluster too, but no reason to wait.</summary>
    private const string WrongCertificate = "KubernetesApiCertificate";

    /// <summary>Validates, once or until the cluster is ready or time runs out.</summary>
    /// <param name="request">What, and how long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KopsException">kops failed in a way that says nothing about the cluster, such as missing credentials.</exception>
    public async Task<ValidationOutcome> ValidateAsync(ValidationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var activity = $"Waiting for {request.ClusterName}";
        var start = clock.GetTimestamp();
        var ready = 0;
        try
        {
            while (true)
            {
                var outcome = await OnceAsync(request, cancellationToken).ConfigureAwait(false);
                ready = outcome.Validation.Ready ? ready + 1 : 0;
                if (ready >= request.Count)
                {
                    return outcome;
                }

                var missing = Missing(outcome.Validation, ready, request.Count);
                feedback.Verbose($"{request.ClusterName}: {missing}");
                var left = (request.Wait ?? TimeSpan.Zero) - clock.GetElapsedTime(start);
                if (!MayGoOn(request, outcome))
                {
                    return outcome;
                }

                if (request.Wait is { } wait && left <= TimeSpan.Zero)
                {
                    return outcome with { Fault = Faults.ValidationTimeout(request.ClusterName, wait, missing, outcome.Fault) };
                }

                feedback.Progress(new ProgressReport(
                    activity, missing, Percent(request.Wait, left), request.Wait is null ? null : left));

                // The last look is at the end of the wait, however long the pauses are.
                await Task.Delay(request.Wait is null || request.Interval < left ? request.Interval : left, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "Done", Completed: true));
        }
    }

    /// <summary>What is still missing, in words.</summary>
    internal static string Missing(KopsValidation validation, int ready, int count)
    {
        if (validation.Ready)
        {
            return $"ready {ready} of {count} times";
        }

        if (validation.Failures is [{ Kind: "Api" }])
        {
            return "the Kubernetes API does not answer yet";
        }

        var absent = validation.Failures.Where(failure => ValidationReader.MissingNodes(failure) > 0).ToArray();
        if (absent.Length > 0)
        {
            var groups = absent
                .Select(failure => failure.InstanceGroup ?? (failure.Kind == "InstanceGroup" ? failure.Name : null))
                .OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            return $"{ValidationReader.Missing(absent)} of {validation.WantedNodes} nodes missing{(groups.Length > 0 ? $" ({string.Join(", ", groups)})" : "")}";
        }

        var first = validation.Failures[0];
        var more = validation.Failures.Length > 1 ? $", and {validation.Failures.Length - 1} more" : "";
        return $"{first.Kind} {first.Name}: {FirstLine(first.Message)}{more}";
    }

    /// <summary>Without a limit of time only successes in a row are waited for.</summary>
    private static bool MayGoOn(ValidationRequest request, ValidationOutcome outcome) =>
        outcome.Fault?.Id != WrongCertificate && (request.Wait is not null || outcome.Validation.Ready);

    private static int? Percent(TimeSpan? wait, TimeSpan left) =>
        wait is { Ticks: > 0 } limit ? (int)Math.Clamp(100 - (100 * left / limit), 0, 100) : null;

    private static string FirstLine(string text) => text.Split('\n').FirstOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";

    private async Task<ValidationOutcome> OnceAsync(ValidationRequest request, CancellationToken cancellationToken)
    {
        List<string> arguments = ["validate", "cluster", "-o", "json"];
        if (request is { Kubeconfig: not null, AskForKubeconfig: true })
        {
            arguments.Add("--use-kubeconfig");
        }

        var call = new KopsCall([.. arguments])
        {
            ClusterName = request.ClusterName,
            NeedsContext = true,
            Kubeconfig = request.Kubeconfig,
            TimeLimit = request.TimeLimit,
            WantedVersion = request.LastAppliedBy,
        };
        KopsRun ended;
        try
        {
            ended = await run(call, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id is Unreachable or WrongCertificate)
        {
            var failure = new KopsValidationFailure { Kind = "Api", Name = request.ClusterName, Message = FirstLine(fault.Message) };
            return new ValidationOutcome(Validation(request, new ValidationAttempt([], [failure])), fault);
        }

        return ValidationReader.Read(ended.Stdout, out var rest) is [.., var attempt]
            ? new ValidationOutcome(Validation(request, attempt), null)
            : throw Faults.ValidationUnreadable(request.ClusterName, rest);
    }

    private KopsValidation Validation(ValidationRequest request, ValidationAttempt attempt) => new()
    {
        ClusterName = request.ClusterName,
        StateStore = settings.StateStore,
        Region = settings.Region,
        ProfileName = settings.ProfileName,
        EndpointUrl = settings.EndpointUrl,
        Kubeconfig = request.ShownKubeconfig ?? request.Kubeconfig,
        Context = request.ShownContext,
        Ready = attempt.Ready,
        Nodes = attempt.Nodes,
        Failures = attempt.Failures,
        WantedNodes = attempt.Nodes.Length + ValidationReader.Missing(attempt.Failures),
        Time = clock.GetUtcNow(),
    };
}
