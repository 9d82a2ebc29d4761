using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Cordons nodes: no new pods are scheduled on them, and those that run go on.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "KopsNode", SupportsShouldProcess = true)]
[OutputType(typeof(KopsNode))]
public sealed class SuspendKopsNodeCommand : NodeScheduleCmdlet
{
    /// <inheritdoc/>
    private protected override bool Unschedulable => true;

    /// <inheritdoc/>
    private protected override string Action => "Cordon: schedule no new pods on it";
}
