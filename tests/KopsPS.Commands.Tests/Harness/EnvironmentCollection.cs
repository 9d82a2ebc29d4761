namespace KopsPS.Commands.Tests;

/// <summary>Tests that change environment variables, which belong to the whole process: none runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentCollection
{
    public const string Name = "environment";
}
