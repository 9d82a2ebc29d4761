namespace KopsPS.Engine.Capacity;

/// <summary>Amounts of resources. One that is not there is told apart from one of zero.</summary>
internal sealed class ResourceAmounts
{
    private SortedDictionary<string, decimal>? _others;

    /// <summary>Cores.</summary>
    public decimal? Cpu { get; private set; }

    /// <summary>Bytes.</summary>
    public decimal? Memory { get; private set; }

    /// <summary>An amount by name, such as <c>nvidia.com/gpu</c>.</summary>
    public decimal? this[string name]
    {
        get => name switch { "cpu" => Cpu, "memory" => Memory, _ => _others is not null && _others.TryGetValue(name, out var amount) ? amount : null };
        set
        {
            switch (name)
            {
                case "cpu":
                    Cpu = value;
                    break;
                case "memory":
                    Memory = value;
                    break;
                default:
                    if (value is { } amount)
                    {
                        (_others ??= new(StringComparer.Ordinal))[name] = amount;
                    }
                    else
                    {
                        _others?.Remove(name);
                    }

                    break;
            }
        }
    }

    /// <summary>What is there, by name.</summary>
    public IEnumerable<(string Name, decimal Amount)> All
    {
        get
        {
            if (Cpu is { } cpu)
            {
                yield return ("cpu", cpu);
            }

            if (Memory is { } memory)
            {
                yield return ("memory", memory);
            }

            foreach (var (name, amount) in _others ?? [])
            {
                yield return (name, amount);
            }
        }
    }

    public void Add(ResourceAmounts? other) => Merge(other, static (own, added) => (own ?? 0) + added);

    /// <summary>The larger of each.</summary>
    public void Raise(ResourceAmounts? other) => Merge(other, static (own, least) => own is { } value && value > least ? value : least);

    /// <summary>Takes over what the other has.</summary>
    public void Replace(ResourceAmounts? other) => Merge(other, static (_, value) => value);

    /// <summary>Takes over what the other has and this has not.</summary>
    public void Default(ResourceAmounts? other) => Merge(other, static (own, value) => own ?? value);

    /// <summary>Each rounded up to what the scheduler counts in: thousandths of a core, and whole ones of everything else.</summary>
    public void RoundAsScheduler()
    {
        Cpu = Cpu is { } cpu ? ExactQuantity.UpTo(cpu, 0.001m) : null;
        Memory = Memory is { } memory ? ExactQuantity.UpTo(memory, 1) : null;
        foreach (var (name, amount) in _others?.ToArray() ?? [])
        {
            _others![name] = ExactQuantity.UpTo(amount, 1);
        }
    }

    public ResourceAmounts Copy()
    {
        var copy = new ResourceAmounts();
        copy.Add(this);
        return copy;
    }

    private void Merge(ResourceAmounts? other, Func<decimal?, decimal, decimal> merge)
    {
        if (other is null)
        {
            return;
        }

        Cpu = other.Cpu is { } cpu ? merge(Cpu, cpu) : Cpu;
        Memory = other.Memory is { } memory ? merge(Memory, memory) : Memory;
        foreach (var (name, amount) in other._others ?? [])
        {
            this[name] = merge(this[name], amount);
        }
    }
}
