using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>
/// The logs of pods in <c>store</c> (a namespace that the recordings lack) with the label <c>app=web</c>, as a kubelet serves them: from a whole second on, the newest of them, followed,
/// in streams that break where a test wants it. Takes the place of all pods of an API server.
/// </summary>
public sealed class PlayedLogs
{
    /// <summary>A time at which logs may begin.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 21, 40, 0, TimeSpan.Zero);

    private const string Pods = "/api/v1/pods";
    private const int FlushFrom = 64 * 1024;

    private readonly KubeApi _api;
    private readonly ConcurrentDictionary<string, Log> _logs = new(StringComparer.Ordinal);

    private int _open;

    /// <summary>Plays them on an API server.</summary>
    public PlayedLogs(KubeApi api)
    {
        _api = api;
        api.Clear(Pods);
        api.When(request => request.Path.EndsWith("/log", StringComparison.Ordinal), KubeAnswer.From(GiveAsync));
    }

    /// <summary>Streams that are open now.</summary>
    public int OpenStreams => Volatile.Read(ref _open);

    /// <summary>Puts a pod, or another in its place.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="lines">What its container wrote so far.</param>
    /// <param name="breakAfter">Every stream breaks after so many lines.</param>
    /// <param name="phase">Its phase; one that is over has ended logs.</param>
    /// <param name="restarts">Restarts of its container.</param>
    /// <param name="uid">Its UID; by default one of its name.</param>
    /// <param name="inits">Init containers and their restart policies.</param>
    /// <param name="owner">Job that it is of.</param>
    /// <param name="terminated">Its container has ended and waits for its next start.</param>
    public void Put(
        string name, (DateTimeOffset Time, string Text)[] lines, int? breakAfter = null, string phase = "Running", int restarts = 0, string? uid = null,
        (string Name, string? Policy)[]? inits = null, string? owner = null, bool terminated = false)
    {
        var before = _logs.GetValueOrDefault(name);
        _logs[name] = new Log(lines) { BreakAfter = breakAfter, IsOver = terminated || phase is "Succeeded" or "Failed", Answers = before?.Answers ?? [] };
        before?.End();
        var state = terminated ? new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 1 } } : new JsonObject { ["running"] = new JsonObject() };
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = "store", ["uid"] = uid ?? "uid-" + name, ["labels"] = new JsonObject { ["app"] = "web" } };
        if (owner is not null)
        {
            metadata["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "Job", ["name"] = owner, ["controller"] = true });
        }

        _api.Put(Pods, new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["nodeName"] = "i-01b7d3e9f8a246c5e",
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "main" }),
                ["initContainers"] = new JsonArray([.. (inits ?? []).Select(init => new JsonObject { ["name"] = init.Name, ["restartPolicy"] = init.Policy })]),
            },
            ["status"] = new JsonObject
            {
                ["phase"] = phase,
                ["containerStatuses"] = new JsonArray(new JsonObject { ["name"] = "main", ["restartCount"] = restarts, ["state"] = state }),
            },
        });
    }

    /// <summary>What a pod's container wrote before its last start.</summary>
    public void PutPrevious(string name, (DateTimeOffset Time, string Text)[] lines) => _logs[name].Previous = new Log(lines) { IsOver = true };

    /// <summary>What a pod's container writes now.</summary>
    public void Write(string name, params (DateTimeOffset Time, string Text)[] lines) => _logs[name].Add(lines);

    /// <summary>Gives another answer in the place of a pod's log: always, or for the first few times.</summary>
    public void Answer(string name, KubeAnswer answer, int times = int.MaxValue) => _logs[name].Answers.Enqueue((answer, times));

    /// <summary>Breaks the open streams of a pod's log, after doing something.</summary>
    public void Break(string name, Action? before = null)
    {
        var log = _logs[name];
        before?.Invoke();
        log.Cut();
    }

    /// <summary>Does something when a stream of a pod's log next breaks, before it does.</summary>
    public void OnBreak(string name, Action action) => _logs[name].OnBreak = action;

    /// <summary>Takes a pod away.</summary>
    public void Remove(string name)
    {
        _api.Remove(Pods, name, "store");
        if (_logs.TryRemove(name, out var log))
        {
            log.End();
        }
    }

    private async Task GiveAsync(HttpContext context)
    {
        var name = context.Request.Path.Value!.Split('/')[^2];
        if (!_logs.TryGetValue(name, out var log))
        {
            await KubeAnswer.Status(404, $$"""{"kind":"Status","reason":"NotFound","message":"pods \"{{name}}\" not found","code":404}""").GiveAsync(context);
            return;
        }

        if (log.NextAnswer() is { } answer)
        {
            await answer.GiveAsync(context);
            return;
        }

        var query = context.Request.Query;
        if (query.ContainsKey("previous"))
        {
            if (log.Previous is null)
            {
                await KubeAnswer.Status(400, $$"""{"kind":"Status","reason":"BadRequest","message":"previous terminated container \"main\" in pod \"{{name}}\" not found","code":400}""").GiveAsync(context);
                return;
            }

            log = log.Previous;
        }

        var since = query.TryGetValue("sinceTime", out var told) ? DateTimeOffset.Parse(told.ToString(), CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
        var (from, cut) = (log.Count, log.CutToken);
        from = query.TryGetValue("tailLines", out var tail) ? Math.Max(0, from - int.Parse(tail.ToString(), CultureInfo.InvariantCulture)) : 0;
        context.Response.ContentType = "text/plain";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        Interlocked.Increment(ref _open);
        try
        {
            await StreamAsync(context, log, since, from, cut);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task StreamAsync(HttpContext context, Log log, DateTimeOffset since, int from, CancellationToken cut)
    {
        var (isFollowed, text, sent) = (context.Request.Query.ContainsKey("follow"), new StringBuilder(), 0);
        for (var at = from; ; at++)
        {
            if (sent == log.BreakAfter || cut.IsCancellationRequested)
            {
                // In the middle of a line, which the client must not take for one; without the end of the answer. An abort would take back what was sent.
                text.Append("2026-11-22T21:4");
                await SendAsync();
                log.OnBreak?.Invoke();
                log.OnBreak = null;
                throw new IOException("cut");
            }

            var changed = log.Changed;
            if (at >= log.Count)
            {
                await SendAsync();
                if (log.IsOver || !isFollowed)
                {
                    if (at >= log.Count)
                    {
                        return;
                    }
                }
                else
                {
                    await changed.WaitAsync(context.RequestAborted);
                }

                at--;
                continue;
            }

            var (time, line) = log[at];
            if (time >= since)
            {
                sent++;
                text.Append(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture)).Append("00Z ").Append(line).Append('\n');
                if (text.Length > FlushFrom)
                {
                    await SendAsync();
                }
            }
        }

        async Task SendAsync()
        {
            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            text.Clear();
        }
    }

    private sealed class Log(IEnumerable<(DateTimeOffset Time, string Text)> lines)
    {
        private readonly List<(DateTimeOffset Time, string Text)> _lines = [.. lines];
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private CancellationTokenSource _cut = new();

        public int? BreakAfter { get; init; }

        public bool IsOver { get; set; }

        public Log? Previous { get; set; }

        public Action? OnBreak { get; set; }

        public Queue<(KubeAnswer Answer, int Times)> Answers { get; init; } = [];

        public CancellationToken CutToken => _cut.Token;

        public Task Changed => _changed.Task;

        public int Count
        {
            get
            {
                lock (_lines)
                {
                    return _lines.Count;
                }
            }
        }

        public (DateTimeOffset Time, string Text) this[int at]
        {
            get
            {
                lock (_lines)
                {
                    return _lines[at];
                }
            }
        }

        public KubeAnswer? NextAnswer()
        {
            lock (_lines)
            {
                if (!Answers.TryDequeue(out var next))
                {
                    return null;
                }

                if (next.Times > 1)
                {
                    var rest = Answers.ToArray();
                    Answers.Clear();
                    Answers.Enqueue((next.Answer, next.Times == int.MaxValue ? int.MaxValue : next.Times - 1));
                    Array.ForEach(rest, Answers.Enqueue);
                }

                return next.Answer;
            }
        }

        public void Add((DateTimeOffset, string)[] more)
        {
            lock (_lines)
            {
                _lines.AddRange(more);
            }

            Tell();
        }

        public void End()
        {
            IsOver = true;
            Tell();
        }

        public void Cut()
        {
            var old = Interlocked.Exchange(ref _cut, new CancellationTokenSource());
            old.Cancel();
            Tell();
        }

        private void Tell() => Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
