using System.Management.Automation;
using System.Management.Automation.Host;
using KopsPS.Engine;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Terminates a management server and deletes its security group.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsManagementServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsChange))]
public sealed class RemoveKopsManagementServerCommand : ManagementServerCmdlet
{
    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        await RequireConfirmationAsync(Force).ConfigureAwait(false);
        var removal = new ManagementServerRemoval(Session, Feedback, KnownServers.Of(HostEnvironment.FromProcess()));
        var name = ParameterSetName == ByName ? Name : null;
        var id = name is null ? Server?.InstanceId ?? InstanceId : null;
        if (await InvokeAsync(IsWhatIf).ConfigureAwait(false))
        {
            foreach (var change in await removal.PlanAsync(name, id, cancellationToken).ConfigureAwait(false))
            {
                await ShouldProcessAsync($"{change.Kind} {change.Name}", $"{change.Action}: {change.Detail}").ConfigureAwait(false);
            }

            return;
        }

        if (!Force && !await AskAsync().ConfigureAwait(false))
        {
            return;
        }

        var changes = await removal.RemoveAsync(name, id, cancellationToken).ConfigureAwait(false);
        foreach (var change in changes)
        {
            await WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> AskAsync()
    {
        var answer = await InvokeAsync<bool?>(() =>
        {
            try
            {
                return ShouldProcess(Target, "Terminate the instance with all that is on its disk, and delete its security group, for good");
            }
            catch (Exception fault) when (fault is PSInvalidOperationException or HostException or NotImplementedException)
            {
                return null;
            }
        }).ConfigureAwait(false);
        return answer ?? throw Faults.ConfirmationRequired("Remove-KopsManagementServer", true);
    }

    private bool IsWhatIf() => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var told)
        ? ((SwitchParameter)told).ToBool()
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference", false));
}
