namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// What <c>New-KopsCluster -Production</c> chooses where nothing else was asked for, after kOps' pages
/// "Recommendations for production setups" and "High availability". What was asked for always stands.
/// </summary>
public static class ProductionChoices
{
    private const int ControlPlaneZones = 3;

    /// <summary>Fills in a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The request with the choices, a sentence for each choice, and a warning for each thing asked for that works against them.</returns>
    /// <exception cref="KopsException"><c>KopsZoneInvalid</c> where fewer than three zones leave no choice.</exception>
    public static (CreateRequest Request, IReadOnlyList<string> Choices, IReadOnlyList<string> Warnings) Apply(CreateRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var choices = new List<string>();
        var warnings = new List<string>();

        if (request.ControlPlaneZones is null && request.ControlPlaneCount is null)
        {
            if (request.Zones.Count < ControlPlaneZones)
            {
                throw Faults.ZoneInvalid(
                    string.Join(", ", request.Zones),
                    "-Production spreads three control-plane nodes over three zones: name three with -Zone, or decide yourself with -ControlPlaneCount");
            }

            var zones = request.Zones.Take(ControlPlaneZones).ToArray();
            request = request with { ControlPlaneZones = zones };
            choices.Add($"three control-plane nodes, one in each of {string.Join(", ", zones)}, so that etcd survives the loss of a zone (-ControlPlaneZone, -ControlPlaneCount)");
        }
        else if ((request.ControlPlaneCount ?? request.ControlPlaneZones!.Count) < ControlPlaneZones)
        {
            warnings.Add("-Production with fewer than three control-plane nodes: losing one node loses the control plane.");
        }

        if (request.Topology is null)
        {
            request = request with { Topology = "private" };
            choices.Add("private topology: nodes get no public address (-Topology)");
        }
        else if (request.Topology != "private")
        {
            warnings.Add("-Production with public topology: nodes get public addresses.");
        }

        if (request.Networking is null)
        {
            request = request with { Networking = "cilium" };
            choices.Add("cilium as the pod network (-Networking)");
        }

        if (request.EncryptEtcd is null)
        {
            request = request with { EncryptEtcd = true };
            choices.Add("encrypted etcd volumes (-EncryptEtcd)");
        }
        else if (request.EncryptEtcd == false)
        {
            warnings.Add("-Production with etcd volumes that are not encrypted.");
        }

        if (request.Bastion is null && request.SshAccess is { Count: > 0 } && request.Topology == "private")
        {
            request = request with { Bastion = true };
            choices.Add("a bastion, since SSH is allowed and nodes have no public address (-Bastion)");
        }

        if (request.SshAccess is not { Count: > 0 })
        {
            choices.Add("no SSH from anywhere (-SshAccess)");
        }

        choices.Add("root volumes encrypted; instance metadata by token only, hop limit 1: kops' own defaults, left as they are");
        foreach (var cidr in request.AdminAccess.Where(CreateChecks.IsWorld))
        {
            warnings.Add($"-Production with -AdminAccess {cidr}: the whole internet may reach the Kubernetes API.");
        }

        foreach (var cidr in (request.SshAccess ?? []).Where(CreateChecks.IsWorld))
        {
            warnings.Add($"-Production with -SshAccess {cidr}: the whole internet may reach SSH.");
        }

        return (request, choices, warnings);
    }
}
