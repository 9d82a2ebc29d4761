namespace KopsPS.Engine.Kubernetes;

/// <summary>Limits of a client.</summary>
public sealed record KubeClientOptions
{
    /// <summary>Time for a connection, name look-up and handshake included.</summary>
    public TimeSpan ConnectTimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for one answer with its whole body. The API server itself gives up after 60 s.</summary>
    public TimeSpan AnswerTimeLimit { get; init; } = TimeSpan.FromSeconds(65);

    /// <summary>Time for one answer of a server that says itself that it cannot use its etcd: most never come, and a minute each would be long.</summary>
    public TimeSpan SickAnswerTimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request is sent at most.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause before the first repetition; doubles each time.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest <c>Retry-After</c> that is obeyed.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection slower than this leads over a link on which compression pays: compressing costs the API server 40 ms of CPU a MB.</summary>
    public TimeSpan SlowLink { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>Objects a page of a list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Calls a second that one client makes at most, once <see cref="Burst"/> is used up.</summary>
    public double CallsPerSecond { get; init; } = 50;

    /// <summary>Calls that may go out at once.</summary>
    public int Burst { get; init; } = 100;
}
