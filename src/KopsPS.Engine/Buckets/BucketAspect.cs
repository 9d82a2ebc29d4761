namespace KopsPS.Engine.Buckets;

/// <summary>
/// One thing that a store's bucket should have: what there is, what is wanted, and how to get there. Plans, checks and
/// changes all come from it, so that they cannot disagree.
/// </summary>
/// <param name="Name">What it is, such as <c>Versioning</c>.</param>
/// <param name="Kind">Kind of the thing in AWS' words, such as <c>BucketVersioning</c>.</param>
/// <param name="Found">What there is.</param>
/// <param name="Wanted">What is wanted.</param>
/// <param name="Met">Whether it is so; null where it could not be read.</param>
/// <param name="IfNot">How bad it is where it is not so.</param>
/// <param name="Fault">Why it could not be read.</param>
/// <param name="Apply">Brings it there.</param>
internal sealed record BucketAspect(
    string Name, string Kind, string Found, string Wanted, bool? Met, KopsCheckVerdict IfNot, KopsException? Fault, Func<CancellationToken, Task> Apply)
{
    /// <summary>The change, for a plan.</summary>
    public KopsChange Change(string bucket, bool isNew) => new()
    {
        Action = isNew ? KopsChangeAction.Create : KopsChangeAction.Change,
        Kind = Kind,
        Name = bucket,
        Detail = isNew ? $"{Name}: {Wanted}" : $"{Name}: {Found}, should be {Wanted}",
    };
}
