namespace KopsPS.Engine.Health.Components;

/// <summary>What <c>/livez?verbose</c> or <c>/readyz?verbose</c> said.</summary>
/// <param name="Passed">Whether the answer was a success.</param>
/// <param name="Checks">Every check that was named; where a server names none, there is none.</param>
internal sealed record HealthAnswer(bool Passed, IReadOnlyList<HealthCheck> Checks)
{
    public IEnumerable<HealthCheck> Failing => Checks.Where(check => !check.Passed);

    /// <summary>Reads lines such as <c>[+]ping ok</c> and <c>[-]etcd failed: reason withheld</c>; others are left out.</summary>
    public static HealthAnswer Parse(bool passed, string text)
    {
        var checks = new List<HealthCheck>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length < 4 || line[0] != '[' || line[2] != ']' || line[1] is not ('+' or '-'))
            {
                continue;
            }

            var rest = line[3..].Trim();
            var end = rest.IndexOf(' ');
            checks.Add(new HealthCheck(
                (end < 0 ? rest : rest[..end]).ToString(), line[1] == '+', end < 0 ? "" : rest[(end + 1)..].ToString()));
        }

        return new HealthAnswer(passed, checks);
    }
}

/// <summary>One check of an API server.</summary>
/// <param name="Name">Name, such as <c>etcd-readiness</c>.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Said">What the server says of it.</param>
internal sealed record HealthCheck(string Name, bool Passed, string Said)
{
    /// <summary>One of those that ask etcd: <c>etcd</c>, <c>etcd-readiness</c>, and <c>etcd-override-0</c> and the like where events have their own.</summary>
    public bool IsEtcd => Name.StartsWith("etcd", StringComparison.Ordinal);

    /// <summary>One that asks the etcd of events, which nothing else needs.</summary>
    public bool IsOfEvents => IsEtcd && Name.Contains("override", StringComparison.Ordinal);
}
