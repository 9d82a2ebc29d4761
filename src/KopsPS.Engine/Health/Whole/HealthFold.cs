namespace KopsPS.Engine.Health.Whole;

/// <summary>
/// Puts under each fault what suffers from it. A finding that names a cause belongs to that object, and so on to the end of the chain; what has a finding
/// of its own stays a fault of its own. A cause that nothing was found of, such as a missing Secret, stands for itself where several suffer from it.
/// </summary>
internal sealed class HealthFold
{
    private readonly Dictionary<KopsObjectReference, HealthItem> _items = [];
    private readonly Dictionary<KopsObjectReference, KopsObjectReference> _aliases = [];
    private readonly Dictionary<KopsObjectReference, Dictionary<KopsObjectReference, KopsFinding>> _effects = [];
    private readonly HashSet<KopsObjectReference> _roots = [];

    private HealthFold(IEnumerable<HealthItem> items)
    {
        foreach (var item in items.Where(item => item.Findings.Length > 0))
        {
            var key = item.Reference;
            _items[key] = _items.TryGetValue(key, out var other) ? Merge(other, item) : item;
            foreach (var alias in item.Aliases)
            {
                _aliases[alias] = key;
            }
        }
    }

    /// <summary>Faults worst first, and what is only worth knowing.</summary>
    public static (KopsHealthProblem[] Problems, KopsHealthProblem[] Notes) Of(IEnumerable<HealthItem> items)
    {
        var fold = new HealthFold(items);
        fold.Attach();
        fold.StandAlone();
        return (
            [.. fold._roots.Select(fold.Problem).OrderBy(problem => problem.Verdict == KopsVerdict.Unhealthy ? 0 : 1).ThenByDescending(problem => problem.Effects.Length)
                .ThenBy(problem => Rank(problem.Kind)).ThenBy(problem => problem.ToString(), StringComparer.Ordinal)],
            [.. fold._items.Where(pair => !fold._roots.Contains(pair.Key) && !Array.Exists(pair.Value.Findings, IsFault)).Select(pair => fold.Problem(pair.Key))
                .OrderBy(problem => Rank(problem.Kind)).ThenBy(problem => problem.ToString(), StringComparer.Ordinal)]);
    }

    private static bool IsFault(KopsFinding finding) => finding.Severity > KopsSeverity.Info;

    /// <summary>What much depends on comes first among equals.</summary>
    private static int Rank(string kind) => kind switch
    {
        "Component" or "Cluster" or "Lease" or "APIService" => 0,
        "Node" or "Instance" => 1,
        "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" or "Namespace" => 2,
        _ => 3,
    };

    /// <summary>The same object seen by two judges.</summary>
    private static HealthItem Merge(HealthItem one, HealthItem two) => (one.Kind == "Replica" ? two : one) with
    {
        Findings = [.. one.Findings.Concat(two.Findings).OrderByDescending(finding => finding.Severity)],
        Verdict = Worse(one.Verdict, two.Verdict),
        Aliases = [.. one.Aliases, .. two.Aliases],
    };

    private static KopsVerdict Worse(KopsVerdict one, KopsVerdict two) => Weight(one) >= Weight(two) ? one : two;

    private static int Weight(KopsVerdict verdict) => verdict switch
    {
        KopsVerdict.Unhealthy => 3,
        KopsVerdict.NotChecked => 2,
        KopsVerdict.Degraded => 1,
        _ => 0,
    };

    private static IEnumerable<KopsObjectReference> Causes(KopsFinding finding) => finding.Cause is { } cause ? finding.OtherCauses.Prepend(cause) : [];

    private KopsObjectReference Known(KopsObjectReference reference) => _aliases.GetValueOrDefault(reference, reference);

    private IEnumerable<KopsObjectReference> Causes(KopsObjectReference of, KopsFinding finding) => Causes(finding).Select(Known).Where(cause => !cause.Equals(of));

    /// <summary>A fault that nothing else explains.</summary>
    private bool HasOwnFault(KopsObjectReference key, HealthItem item) => Array.Exists(item.Findings, finding => IsFault(finding) && !Causes(key, finding).Any());

    private void Attach()
    {
        foreach (var (key, item) in _items)
        {
            if (HasOwnFault(key, item))
            {
                _roots.Add(key);
            }

            foreach (var finding in item.Findings.Where(IsFault))
            {
                foreach (var root in Causes(key, finding).SelectMany(Roots).Where(root => !root.Equals(key)))
                {
                    _roots.Add(root);
                    if (!_effects.TryGetValue(root, out var effects))
                    {
                        _effects[root] = effects = [];
                    }

                    effects.TryAdd(key, finding);
                }
            }
        }

        // Objects that only blame one another in a circle would be lost.
        foreach (var (key, item) in _items.Where(pair => Array.Exists(pair.Value.Findings, IsFault)))
        {
            if (!_roots.Contains(key) && !_effects.Values.Any(effects => effects.ContainsKey(key)))
            {
                _roots.Add(key);
            }
        }
    }

    /// <summary>Where the chain of causes ends.</summary>
    private List<KopsObjectReference> Roots(KopsObjectReference cause)
    {
        List<KopsObjectReference> roots = [];
        HashSet<KopsObjectReference> seen = [cause];
        Stack<KopsObjectReference> open = new([cause]);
        while (open.TryPop(out var next))
        {
            if (!_items.TryGetValue(next, out var item) || !Array.Exists(item.Findings, IsFault) || HasOwnFault(next, item))
            {
                roots.Add(next);
                continue;
            }

            foreach (var further in item.Findings.Where(IsFault).SelectMany(finding => Causes(next, finding)).Where(seen.Add))
            {
                open.Push(further);
            }
        }

        return roots;
    }

    /// <summary>A cause that nothing was found of and that only one suffers from says no more than that one says itself.</summary>
    private void StandAlone()
    {
        foreach (var root in _roots.Where(root => !_items.ContainsKey(root) && _effects[root].Count == 1).ToArray())
        {
            var sufferer = _effects[root].Keys.Single();
            _roots.Remove(root);
            _effects.Remove(root);
            _roots.Add(sufferer);
        }
    }

    private KopsHealthProblem Problem(KopsObjectReference key)
    {
        var item = _items.GetValueOrDefault(key);
        KopsHealthEffect[] effects = [.. (_effects.GetValueOrDefault(key) ?? []).Select(pair => Effect(pair.Key, pair.Value))
            .OrderByDescending(effect => Weight(effect.Verdict)).ThenBy(effect => Rank(effect.Kind)).ThenBy(effect => effect.ToString(), StringComparer.Ordinal)];
        return new KopsHealthProblem
        {
            Kind = item?.Kind ?? key.Kind,
            Namespace = key.Namespace,
            Name = key.Name,
            Findings = item?.Findings ?? [],
            Effects = effects,
            Verdict = effects.Select(effect => effect.Verdict).Append(Judged(item)).Aggregate(Worse),
        };
    }

    private KopsHealthEffect Effect(KopsObjectReference key, KopsFinding finding)
    {
        var item = _items[key];
        return new KopsHealthEffect { Kind = item.Kind, Namespace = item.Namespace, Name = item.Name, Verdict = Judged(item), Finding = finding };
    }

    /// <summary>By what was found: that something else of it could not be checked does not belong to a fault.</summary>
    private static KopsVerdict Judged(HealthItem? item) => item?.Findings.Select(finding => finding.Severity).DefaultIfEmpty().Max() switch
    {
        KopsSeverity.Error => KopsVerdict.Unhealthy,
        KopsSeverity.Warning => KopsVerdict.Degraded,
        _ => KopsVerdict.Healthy,
    };
}
