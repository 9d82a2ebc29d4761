namespace KopsPS.Engine;

/// <summary>How far an activity has come.</summary>
/// <param name="Activity">Names the activity, such as <c>Applying prod.acme.dev</c>; reports with the same name replace each other.</param>
/// <param name="Status">What is going on now.</param>
/// <param name="Percent">0 to 100, or null where nobody knows.</param>
/// <param name="Remaining">Time left, or null where nobody knows.</param>
/// <param name="Completed">True for the last report of the activity.</param>
public sealed record ProgressReport(
    string Activity, string Status, int? Percent = null, TimeSpan? Remaining = null, bool Completed = false);
