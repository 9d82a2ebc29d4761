namespace KopsPS.Engine.Processes;

/// <summary>One run of kops: what it is asked, and what the caller wants of the run.</summary>
public sealed record KopsCall
{
    /// <summary>Creates a call.</summary>
    /// <param name="arguments">The arguments after <c>kops</c>, one a value; nothing is quoted or split.</param>
    public KopsCall(params string[] arguments)
    {
        Arguments = arguments;
    }

    /// <summary>
    /// The arguments after <c>kops</c>. <c>--name</c> and <c>--state</c> are added by the runner where
    /// <see cref="ClusterName"/> and the state store are known and the arguments lack them.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The cluster it is about; becomes <c>--name</c>.</summary>
    public string? ClusterName { get; init; }

    /// <summary>The run is interrupted after this time; null waits for ever.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>End the run once a task has failed for a minute with a cause that never passes. kops itself goes on for ten.</summary>
    public bool FailFast { get; init; } = true;

    /// <summary>The command talks to the Kubernetes API, for which older versions of kops need a kubeconfig context.</summary>
    public bool NeedsContext { get; init; }

    /// <summary>Kubeconfig to use instead of an empty private one.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Takes each line of standard output; <see cref="KopsRun.Stdout"/> stays empty then.</summary>
    public Func<string, CancellationToken, ValueTask>? OnStdoutLine { get; init; }

    /// <summary>Title of the progress, such as <c>Applying prod.acme.dev</c>; null shows none.</summary>
    public string? Activity { get; init; }

    /// <summary>Return also a failed run instead of throwing what the catalogue says.</summary>
    public bool AcceptFailure { get; init; }

    /// <summary>Version of kops that last wrote the cluster, where known; preferred among the binaries that the module keeps.</summary>
    public string? WantedVersion { get; init; }

    /// <summary>Variables for the child beyond those that every run gets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
