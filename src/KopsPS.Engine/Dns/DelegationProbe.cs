using System.Net;
using DnsClient;

namespace KopsPS.Engine.DnsZones;

/// <summary>
/// Looks at a delegation from outside, as the world sees it: asks the parent's authoritative servers, resolvers, and the
/// zone's own servers, each by itself, and says which answer is wrong.
/// </summary>
/// <param name="options">Whom to ask.</param>
/// <param name="feedback">Where progress goes.</param>
public sealed class DelegationProbe(DelegationOptions options, IFeedback feedback)
{
    private readonly DnsQuestions _questions = new(options.Timeout, options.Retries);

    /// <summary>Asks everybody once.</summary>
    /// <param name="question">The zone.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="KopsException"><c>KopsNameServerInvalid</c>.</exception>
    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(DelegationQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var judge = new DelegationJudge(question, options.Timeout);
        var explicitly = await Task.WhenAll(options.NameServers.Select(text => DnsServerAddress.ReadAsync(text, cancellationToken))).ConfigureAwait(false);
        var resolvers = explicitly.Length > 0 ? explicitly : options.AllResolvers();
        var parents = explicitly.Length > 0 ? [] : await ParentsAsync(question.ZoneName, resolvers, cancellationToken).ConfigureAwait(false);

        var fromParents = await Task.WhenAll(parents.Select(server => AskAsync(judge, server, question.ZoneName, true, cancellationToken))).ConfigureAwait(false);
        var fromResolvers = await Task.WhenAll(resolvers.Select(server => AskAsync(judge, server, question.ZoneName, false, cancellationToken))).ConfigureAwait(false);
        var checks = fromParents.Select(seen => seen.Check).ToList();
        if (explicitly.Length == 0 && parents.Count == 0)
        {
            checks.Add(new KopsCheck
            {
                Name = DelegationJudge.Delegation,
                Verdict = KopsCheckVerdict.NotChecked,
                Target = "the parent zone's servers",
                Found = "they are not known: no resolver tells them",
                Remedy = "Look whether this machine can ask DNS at all, or name a server with -NameServer.",
            });
        }

        var settled = fromParents.Any(seen => seen.Check.Verdict == KopsCheckVerdict.Pass) && fromParents.All(seen => seen.Check.Verdict != KopsCheckVerdict.Fail);
        checks.AddRange(fromResolvers.Select(seen =>
            settled && seen is { Check.Verdict: KopsCheckVerdict.Fail, Reply.Kind: DnsReplyKind.Answered or DnsReplyKind.NoSuchName } ? judge.Stale(seen.Check, seen.Reply) : seen.Check));

        var addresses = fromParents.Concat(fromResolvers).SelectMany(seen => seen.Reply.Addresses).DistinctBy(pair => pair.Key).ToDictionary();
        var servers = DnsNames.Set(question.NameServers).Union(fromParents.SelectMany(seen => seen.Reply.NameServers)).Order(StringComparer.Ordinal);
        checks.AddRange(await Task.WhenAll(servers.Select(server => OwnAsync(judge, server, question.ZoneName, resolvers, addresses, cancellationToken))).ConfigureAwait(false));
        return checks;
    }

    /// <summary>
    /// Whether the world finds the zone: nobody says otherwise, and somebody who was heard says so. A server that was named
    /// by hand has to be heard.
    /// </summary>
    /// <param name="checks">What was seen.</param>
    public bool IsDelegated(IEnumerable<KopsCheck> checks)
    {
        var seen = checks.Where(check => check.Name == DelegationJudge.Delegation).ToList();
        return seen.Exists(check => check.Verdict == KopsCheckVerdict.Pass)
            && !seen.Exists(check => check.Verdict == KopsCheckVerdict.Fail || (options.NameServers.Count > 0 && check.Verdict == KopsCheckVerdict.NotChecked));
    }

    private async Task<(KopsCheck Check, DnsReply Reply)> AskAsync(
        DelegationJudge judge, DnsServerAddress server, string zone, bool ofParent, CancellationToken cancellationToken)
    {
        var reply = await _questions.AskAsync(server.EndPoint, zone, QueryType.NS, recurse: !ofParent, cancellationToken).ConfigureAwait(false);
        var start = !ofParent && reply is { Kind: DnsReplyKind.Answered, Referral: false }
            ? await _questions.AskAsync(server.EndPoint, zone, QueryType.SOA, recurse: true, cancellationToken).ConfigureAwait(false)
            : null;
        var check = judge.Seen(server.Text, ofParent, reply, start);
        feedback.Verbose($"{zone}: {server.Text}: {check.Verdict}, {check.Found}");
        return (check, reply);
    }

    private async Task<KopsCheck> OwnAsync(
        DelegationJudge judge, string server, string zone, IReadOnlyList<DnsServerAddress> resolvers, Dictionary<string, IPAddress> glue, CancellationToken cancellationToken)
    {
        var where = options.Locate is null && glue.TryGetValue(server, out var address)
            ? new IPEndPoint(address, 53)
            : await LocateAsync(server, resolvers, cancellationToken).ConfigureAwait(false);
        var reply = where is null ? null : await _questions.AskAsync(where, zone, QueryType.SOA, recurse: false, cancellationToken).ConfigureAwait(false);
        return judge.Own(server, reply);
    }

    /// <summary>The servers of the nearest zone above, as the resolvers know it.</summary>
    private async Task<IReadOnlyList<DnsServerAddress>> ParentsAsync(string zone, IReadOnlyList<DnsServerAddress> resolvers, CancellationToken cancellationToken)
    {
        foreach (var above in DnsNames.Above(zone))
        {
            var reply = await FirstHeardAsync(above, QueryType.NS, resolvers, cancellationToken).ConfigureAwait(false);
            if (reply is null)
            {
                return [];
            }

            if (reply is { NameServers.Count: > 0, Referral: false })
            {
                feedback.Verbose($"{zone}: the parent zone is {above}, served by {string.Join(", ", reply.NameServers)}.");
                var found = await Task.WhenAll(reply.NameServers.Select(async server =>
                    (Server: server, Where: await LocateAsync(server, resolvers, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
                return [.. found.Where(one => one.Where is not null).Select(one => new DnsServerAddress($"{one.Server} (parent {above})", one.Where!))];
            }
        }

        return [];
    }

    private async Task<IPEndPoint?> LocateAsync(string server, IReadOnlyList<DnsServerAddress> resolvers, CancellationToken cancellationToken)
    {
        if (options.Locate is { } locate)
        {
            return await locate(server, cancellationToken).ConfigureAwait(false);
        }

        foreach (var type in (QueryType[])[QueryType.A, QueryType.AAAA])
        {
            if (await FirstHeardAsync(server, type, resolvers, cancellationToken).ConfigureAwait(false) is { } reply
                && reply.Addresses.TryGetValue(server, out var address))
            {
                return new IPEndPoint(address, 53);
            }
        }

        return null;
    }

    /// <summary>The first resolver that knows; all are asked at once, since any may be closed off.</summary>
    private async Task<DnsReply?> FirstHeardAsync(string name, QueryType type, IReadOnlyList<DnsServerAddress> resolvers, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = resolvers.Select(server => _questions.AskAsync(server.EndPoint, name, type, recurse: true, enough.Token)).ToList();
        DnsReply? heard = null;
        try
        {
            while (asking.Count > 0)
            {
                var done = await Task.WhenAny(asking).ConfigureAwait(false);
                asking.Remove(done);
                var reply = await done.ConfigureAwait(false);
                if (reply.Kind == DnsReplyKind.Answered)
                {
                    return reply;
                }

                heard ??= reply.Heard ? reply : null;
            }

            return heard;
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(asking)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
