using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Logs;

namespace KopsPS.Commands;

/// <summary>Reads the logs of pods, many at once, in one order of time.</summary>
[Cmdlet(VerbsCommon.Get, "KopsLog", DefaultParameterSetName = "Name")]
[OutputType(typeof(KopsLogLine))]
public sealed class GetKopsLogCommand : KubernetesCmdlet
{
    private readonly PipedNames _piped = new();

    /// <summary>Pods and workloads by name; wildcards work.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Name")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "NameFollow")]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "NamePrevious")]
    [ValidateNotNullOrEmpty]
    [WorkloadNameTransform]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Label selector of pods, as kubectl's <c>-l</c> takes it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Selector")]
    [Parameter(Mandatory = true, ParameterSetName = "SelectorFollow")]
    [Parameter(Mandatory = true, ParameterSetName = "SelectorPrevious")]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <summary>The namespace to look in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>Containers; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Container { get; set; }

    /// <summary>Go on with what is written from now on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "NameFollow")]
    [Parameter(Mandatory = true, ParameterSetName = "SelectorFollow")]
    public SwitchParameter Follow { get; set; }

    /// <summary>Following, end by itself after this time.</summary>
    [Parameter(ParameterSetName = "NameFollow")]
    [Parameter(ParameterSetName = "SelectorFollow")]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? Duration { get; set; }

    /// <summary>Of the containers before their last start.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "NamePrevious")]
    [Parameter(Mandatory = true, ParameterSetName = "SelectorPrevious")]
    public SwitchParameter Previous { get; set; }

    /// <summary>Only what was written within this time.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? Since { get; set; }

    /// <summary>Only what was written from then on.</summary>
    [Parameter]
    public DateTimeOffset? SinceTime { get; set; }

    /// <summary>At most so many of the newest lines of each container.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) =>
        Since is not null && SinceTime is not null ? throw Faults.KubernetesLogSinceTwice() : Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (names, clusterName) = (Name, ClusterName);
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        if (names is null || !MyInvocation.ExpectingInput)
        {
            await ReadAsync(context, clusterName, names ?? [], cancellationToken).ConfigureAwait(false);
            return;
        }

        _piped.Add(context, clusterName, names);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        // Followed logs have no end: those of several clusters are read side by side.
        await Task.WhenAll(_piped.All.Select(async each =>
        {
            try
            {
                await ReadAsync(each.Context, each.ClusterName, each.Names, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        })).ConfigureAwait(false);
    }

    private async Task ReadAsync(KubeContext context, string? clusterName, string[] names, CancellationToken cancellationToken)
    {
        var query = new LogQuery
        {
            Names = Array.ConvertAll(names, NameOf),
            Selector = Selector,
            Namespace = Namespace,
            Container = Wildcards.Matcher(Container),
            Follow = Follow,
            Previous = Previous,
            Since = Since,
            SinceTime = SinceTime,
            Tail = Tail,
        };
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback, LogReader.ClientOptions);
        var reader = new LogReader(client, clusterName, Feedback);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Duration is { } duration)
        {
            end.CancelAfter(duration);
        }

        try
        {
            await foreach (var line in reader.ReadAsync(query, end.Token).ConfigureAwait(false))
            {
                await WriteAsync(line, end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Feedback.Verbose("The time is over.");
        }
        finally
        {
            foreach (var fault in reader.Faults)
            {
                WriteItemError(fault);
            }
        }
    }

    private static LogName NameOf(string text)
    {
        var parts = text.Split('/');
        if (WorkloadName.Parse(text) is not { Name.Length: > 0 } name || (parts.Length == 3 && parts[1] != "*" && WildcardPattern.ContainsWildcardCharacters(parts[1])))
        {
            throw Faults.KubernetesWorkloadNameInvalid(text);
        }

        var pattern = name.IsLiteral ? null : new WildcardPattern(name.Name, WildcardOptions.IgnoreCase);
        return new LogName(text, name.Kind, parts.Length == 3 && parts[1] != "*" ? parts[1] : null, name.Name, pattern is null ? null : pattern.IsMatch);
    }
}
