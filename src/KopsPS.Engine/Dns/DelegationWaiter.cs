namespace KopsPS.Engine.DnsZones;

/// <summary>Waits until the world finds a zone.</summary>
/// <param name="probe">How to look.</param>
/// <param name="feedback">Where progress goes.</param>
/// <param name="pace">Time between two looks, and the clock.</param>
public sealed class DelegationWaiter(DelegationProbe probe, IFeedback feedback, DnsPace? pace = null)
{
    private readonly DnsPace _pace = pace ?? DnsPace.Default with { Interval = TimeSpan.FromSeconds(15) };

    /// <summary>Waits.</summary>
    /// <param name="question">The zone.</param>
    /// <param name="wait">How long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KopsException"><c>KopsDnsDelegationTimeout</c>, <c>KopsNameServerInvalid</c>.</exception>
    public async Task WaitAsync(DelegationQuestion question, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var activity = $"Waiting for the delegation of {question.ZoneName}";
        var start = _pace.Clock.GetTimestamp();
        try
        {
            while (true)
            {
                var checks = await probe.CheckAsync(question, cancellationToken).ConfigureAwait(false);
                if (probe.IsDelegated(checks))
                {
                    return;
                }

                var missing = checks.Where(check => check.Name == DelegationJudge.Delegation && check.Verdict is KopsCheckVerdict.Fail or KopsCheckVerdict.NotChecked)
                    .Select(check => $"{check.Target}: {check.Found}").ToList();
                var status = missing.Count > 1 ? $"{missing[0]}; and {missing.Count - 1} more" : missing.FirstOrDefault() ?? "nobody was heard";
                var left = wait - _pace.Clock.GetElapsedTime(start);
                if (left < _pace.Interval)
                {
                    throw Faults.DnsDelegationTimeout(question.ZoneName, wait, status);
                }

                feedback.Progress(new ProgressReport(activity, status, (int)(100 * (1 - (left / wait))), left));
                await Task.Delay(_pace.Interval, _pace.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "", Completed: true));
        }
    }
}
