namespace KopsPS;

/// <summary>What a workload asks for, beside what it uses.</summary>
public sealed class KopsWorkloadCapacity : KopsCapacity;
