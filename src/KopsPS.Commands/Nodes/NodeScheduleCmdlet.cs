using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.NodeOperations;

namespace KopsPS.Commands;

/// <summary>Cordons or uncordons nodes.</summary>
public abstract class NodeScheduleCmdlet : KubernetesChangeCmdlet
{
    private string[] _name = [];
    private KopsWorkloadReference? _origin;

    /// <summary>Names of nodes, or nodes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NodeNameTransform]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public string[] Name
    {
        get => _name;
        set => (_name, _origin) = (value, NodeNameTransformAttribute.OriginOfLast);
    }

    /// <summary>Whether the nodes are to take no new pods.</summary>
    private protected abstract bool Unschedulable { get; }

    /// <summary>What is done, for the question.</summary>
    private protected abstract string Action { get; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (names, clusterName) = (Name, ClusterName);
        var context = await ChooseContextAsync(names[0], _origin, destroys: false, cancellationToken).ConfigureAwait(false);
        var client = ClientOf(context);
        var scheduler = new NodeScheduler(client, clusterName);
        foreach (var name in names)
        {
            try
            {
                var node = await scheduler.ReadAsync(name, cancellationToken).ConfigureAwait(false);
                if (node.Unschedulable == Unschedulable)
                {
                    await WriteAsync(node, cancellationToken).ConfigureAwait(false);
                }
                else if (await ShouldProcessAsync($"{name} of {node.ClusterName}", Action).ConfigureAwait(false))
                {
                    await WriteAsync(await scheduler.SetAsync(name, Unschedulable, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }
    }
}
