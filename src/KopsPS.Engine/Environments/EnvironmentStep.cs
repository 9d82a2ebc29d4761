namespace KopsPS.Engine.Environments;

/// <summary>A step whose work is another part's, and what that part gave back.</summary>
/// <param name="name">Its name.</param>
/// <param name="target">What it is about.</param>
/// <param name="after">Names of the steps whose results it needs.</param>
/// <param name="plan">Says what would be done; reads only.</param>
/// <param name="apply">Does it.</param>
internal sealed class EnvironmentStep<T>(
    string name,
    string? target,
    IReadOnlyList<string> after,
    Func<CancellationToken, Task<IReadOnlyList<KopsChange>>> plan,
    Func<CancellationToken, Task<(T Result, IReadOnlyList<KopsChange> Changes)>> apply) : IEnvironmentStep
    where T : class
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Target => target;

    /// <inheritdoc/>
    public IReadOnlyList<string> After => after;

    /// <summary>What came of it; null until it has succeeded.</summary>
    public T? Result { get; private set; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KopsChange>> PlanAsync(CancellationToken cancellationToken) => plan(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KopsChange>> ApplyAsync(CancellationToken cancellationToken)
    {
        var (result, changes) = await apply(cancellationToken).ConfigureAwait(false);
        Result = result;
        return changes;
    }
}
