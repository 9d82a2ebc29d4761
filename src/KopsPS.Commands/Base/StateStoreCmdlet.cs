using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that reads or changes what is in a state store.</summary>
public abstract class StateStoreCmdlet : AwsCmdlet
{
    private string? _stateStore;

    /// <summary>State store, such as <c>s3://acme-kops</c> or <c>file:///srv/kops</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StateStore
    {
        get => _stateStore;
        set => _stateStore = Told(value);
    }

    /// <inheritdoc/>
    protected override KopsSettings Settings() => base.Settings() with { StateStore = StateStore ?? SessionDefault.StateStore };
}
