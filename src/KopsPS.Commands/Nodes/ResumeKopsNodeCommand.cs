using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Uncordons nodes: new pods may be scheduled on them again.</summary>
[Cmdlet(VerbsLifecycle.Resume, "KopsNode", SupportsShouldProcess = true)]
[OutputType(typeof(KopsNode))]
public sealed class ResumeKopsNodeCommand : NodeScheduleCmdlet
{
    /// <inheritdoc/>
    private protected override bool Unschedulable => false;

    /// <inheritdoc/>
    private protected override string Action => "Uncordon: let new pods be scheduled on it";
}
