using System.Management.Automation;

namespace KopsPS.Benchmarks.SmallestModule;

/// <summary>Does nothing.</summary>
[Cmdlet(VerbsCommon.Get, "Smallest")]
[OutputType(typeof(Smallest))]
public sealed class GetSmallestCommand : PSCmdlet;

/// <summary>Something to show.</summary>
public sealed class Smallest
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";
}
