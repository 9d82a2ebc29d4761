namespace KopsPS.Engine.DnsZones;

/// <summary>Says of one server's answer what is wrong with it.</summary>
/// <param name="question">What is right.</param>
/// <param name="timeout">How long the server had.</param>
internal sealed class DelegationJudge(DelegationQuestion question, TimeSpan timeout)
{
    /// <summary>Name of the checks of what servers say of the delegation.</summary>
    public const string Delegation = "Delegation";

    /// <summary>Name of the checks of the zone's own servers.</summary>
    public const string NameServer = "NameServer";

    private string Wanted => string.Join(", ", question.NameServers.Select(DnsNames.Plain).Order(StringComparer.Ordinal));

    /// <summary>What a server says of the name servers.</summary>
    /// <param name="server">The server, as a person knows it.</param>
    /// <param name="ofParent">Whether it should speak for the parent zone.</param>
    /// <param name="reply">What it said of the name servers.</param>
    /// <param name="start">What a resolver said of the start of authority; null where it was not asked.</param>
    public KopsCheck Seen(string server, bool ofParent, DnsReply reply, DnsReply? start)
    {
        if (Unheard(Delegation, server, reply) is { } unheard)
        {
            return unheard;
        }

        if ((reply.Alias ?? start?.Alias) is { } alias)
        {
            return Check(Delegation, KopsCheckVerdict.Fail, server, $"the name is an alias (CNAME) of {alias}", "Remove the CNAME from the parent zone: an alias cannot be a zone.");
        }

        if (ofParent && reply is { Authoritative: false, Referral: false })
        {
            return Check(Delegation, KopsCheckVerdict.Fail, server, "does not speak for the parent zone (lame): its answer is not authoritative", "Mend the delegation of the parent zone.");
        }

        if (reply.NameServers.Count == 0)
        {
            var why = reply.Kind == DnsReplyKind.NoSuchName ? "the name does not exist (NXDOMAIN)" : "no name servers (NS)";
            return Check(Delegation, KopsCheckVerdict.Fail, server, why, Enter());
        }

        var (there, wanted) = (DnsNames.Set(reply.NameServers), DnsNames.Set(question.NameServers));
        if (!there.SetEquals(wanted))
        {
            var foreign = there.Except(wanted).Order(StringComparer.Ordinal).ToList();
            var lacking = wanted.Except(there).Order(StringComparer.Ordinal).ToList();
            var what = foreign.Count == 0 ? $"partial: lacks {string.Join(", ", lacking)}"
                : foreign.Count == there.Count ? $"wrong: {string.Join(", ", foreign)}"
                : $"partly wrong: has {string.Join(", ", foreign)}{(lacking.Count > 0 ? $", lacks {string.Join(", ", lacking)}" : "")}";
            return Check(Delegation, KopsCheckVerdict.Fail, server, what, Enter());
        }

        return start is { Primary: { } primary } && question.Primary is { } own && !HostedZones.Same(primary, own)
            ? Check(Delegation, KopsCheckVerdict.Fail, server, $"the answers come from another zone of this name: its SOA says {primary}", $"Find the servers that have the other zone; the right one's SOA says {own}.")
            : start is { Kind: DnsReplyKind.ServerFailed }
                ? Check(Delegation, KopsCheckVerdict.Fail, server, $"knows the name servers and gets no answer from them ({start.Detail})", "See the NameServer checks; a DS record in the parent of a zone that is not signed does this too.")
                : Check(Delegation, KopsCheckVerdict.Pass, server, Wanted, null);
    }

    /// <summary>A resolver that still has an older answer, while those who decide have the new one.</summary>
    public KopsCheck Stale(KopsCheck check, DnsReply reply)
    {
        var until = reply.Ttl is { } seconds and > 0 ? $" for up to {GoDuration.Format(TimeSpan.FromSeconds(seconds))}" : "";
        return Check(Delegation, KopsCheckVerdict.Warn, check.Target!, $"still has an older answer{until}: {check.Found}", "Wait; the parent zone is right, and resolvers keep answers as long as their TTL says.");
    }

    /// <summary>What one of the zone's own servers says.</summary>
    /// <param name="server">The server.</param>
    /// <param name="reply">What it said of the start of authority; null where its address is not known.</param>
    public KopsCheck Own(string server, DnsReply? reply)
    {
        const string Speaks = "speaks for the zone";
        if (reply is null)
        {
            return Check(NameServer, KopsCheckVerdict.NotChecked, server, "its address is not known", null, Speaks);
        }

        if (Unheard(NameServer, server, reply) is { } unheard)
        {
            return unheard;
        }

        if (reply is not { Authoritative: true, Primary: { } primary })
        {
            return Check(
                NameServer, KopsCheckVerdict.Fail, server,
                reply.Kind == DnsReplyKind.NoSuchName ? "lame: it does not have the zone (NXDOMAIN)" : "lame: its answer is not authoritative", Lame(), Speaks);
        }

        return question.Primary is { } own && !HostedZones.Same(primary, own)
            ? Check(NameServer, KopsCheckVerdict.Fail, server, $"has another zone of this name: its SOA says {primary}", Lame(), Speaks)
            : Check(NameServer, KopsCheckVerdict.Pass, server, Speaks, null, Speaks);
    }

    private KopsCheck? Unheard(string name, string server, DnsReply reply)
    {
        var wanted = name == NameServer ? "speaks for the zone" : Wanted;
        return reply.Kind switch
        {
            DnsReplyKind.Silent => Check(name, KopsCheckVerdict.NotChecked, server, $"no answer within {GoDuration.Format(timeout)}", "Look whether a firewall lets DNS (port 53, UDP and TCP) through.", wanted),
            DnsReplyKind.Unreachable => Check(name, KopsCheckVerdict.NotChecked, server, $"cannot be reached: {reply.Detail}", "Look whether a firewall lets DNS (port 53, UDP and TCP) through.", wanted),
            DnsReplyKind.Unreadable => Check(name, KopsCheckVerdict.NotChecked, server, $"its answer is no DNS: {reply.Detail}", null, wanted),
            DnsReplyKind.Refused => Check(name, KopsCheckVerdict.Fail, server, "refuses to answer (REFUSED): it does not have the zone, or does not serve this machine", Lame(), wanted),
            DnsReplyKind.ServerFailed => Check(name, KopsCheckVerdict.Fail, server, $"could not find out ({reply.Detail})", Lame(), wanted),
            _ => null,
        };
    }

    private string Enter() => $"New-KopsDnsZone {question.ZoneName} -Force delegates it, or has in its Delegation the records to enter elsewhere.";

    private string Lame() => $"Let the parent zone name only the servers of the hosted zone: {Wanted}.";

    private KopsCheck Check(string name, KopsCheckVerdict verdict, string target, string found, string? remedy, string? wanted = null) =>
        new() { Name = name, Verdict = verdict, Target = target, Found = found, Wanted = wanted ?? Wanted, Remedy = remedy };
}
