using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>
/// A server's own security group. Rules that KopsPS made are brought to what was asked for; rules of others in it are left
/// alone and told of.
/// </summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where other people's rules are told of.</param>
internal sealed class ServerGroup(AwsSession session, IFeedback feedback)
{
    /// <summary>What the names of all such groups begin with.</summary>
    public const string NamePrefix = "kopsps-";

    private const int SshPort = 22;

    /// <summary>By this text a rule is known as one of KopsPS'.</summary>
    private const string RuleMark = "KopsPS: SSH access";

    /// <summary>What is to be done with a group.</summary>
    /// <param name="Group">The group that is there, or null.</param>
    /// <param name="Missing">Ranges without a rule.</param>
    /// <param name="Surplus">Rules that are not asked for any more.</param>
    /// <param name="Changes">The same, to be shown.</param>
    public sealed record Plan(SecurityGroup? Group, IReadOnlyList<string> Missing, IReadOnlyList<SecurityGroupRule> Surplus, IReadOnlyList<KopsChange> Changes);

    /// <summary>Name of a server's group.</summary>
    public static string NameOf(string server) => NamePrefix + server;

    /// <summary>The group of a server in a network, or null.</summary>
    /// <exception cref="KopsException"><c>KopsSecurityGroupForeign</c>, and AWS' own.</exception>
    public async Task<SecurityGroup?> FindAsync(string server, string networkId, CancellationToken cancellationToken)
    {
        var found = (await ListAsync([new Filter("group-name", [NameOf(server)]), new Filter("vpc-id", [networkId])], cancellationToken).ConfigureAwait(false)).FirstOrDefault();
        return found is null || ServerTags.AreOurs(ServerTags.Read(found.Tags)) ? found : throw Faults.SecurityGroupForeign(NameOf(server), found.GroupId);
    }

    /// <summary>The groups of a server in any network: what is left where an instance was never made, or has ended.</summary>
    public Task<List<SecurityGroup>> LeftOverAsync(string server, CancellationToken cancellationToken) => ListAsync(
        [
            new Filter("group-name", [NameOf(server)]), new Filter($"tag:{OwnershipTags.OwnerKey}", [OwnershipTags.Owner]),
            new Filter($"tag:{ServerTags.RoleKey}", [ServerTags.Role]),
        ],
        cancellationToken);

    /// <summary>Names of the servers whose groups belong to an environment.</summary>
    public async Task<IReadOnlyList<string>> OfEnvironmentAsync(string environment, CancellationToken cancellationToken)
    {
        var groups = await ListAsync(
            [
                new Filter($"tag:{OwnershipTags.EnvironmentKey}", [environment]), new Filter($"tag:{OwnershipTags.OwnerKey}", [OwnershipTags.Owner]),
                new Filter($"tag:{ServerTags.RoleKey}", [ServerTags.Role]),
            ],
            cancellationToken).ConfigureAwait(false);
        return [.. groups.Select(group => ServerTags.Read(group.Tags).GetValueOrDefault("Name")).OfType<string>().Distinct()];
    }

    /// <summary>What would be done for a request.</summary>
    public async Task<Plan> PlanAsync(ManagementServerRequest request, string networkId, CancellationToken cancellationToken)
    {
        var wanted = request.SshAccess.Select(ManagementServerChecks.Normalized).Distinct(StringComparer.Ordinal).ToList();
        if (await FindAsync(request.Name, networkId, cancellationToken).ConfigureAwait(false) is not { } group)
        {
            return new Plan(null, wanted, [], [Change(KopsChangeAction.Create, "SecurityGroup", NameOf(request.Name), Opens(wanted))]);
        }

        var answer = await AwsFaults.CallAsync(
            session, "ec2:DescribeSecurityGroupRules", group.GroupId,
            () => session.Ec2().DescribeSecurityGroupRulesAsync(
                new DescribeSecurityGroupRulesRequest { Filters = [new Filter("group-id", [group.GroupId])], MaxResults = 1000 }, cancellationToken), cancellationToken).ConfigureAwait(false);
        var inbound = (answer.SecurityGroupRules ?? []).Where(rule => rule.IsEgress != true).ToList();
        var present = inbound.Where(IsSsh).Select(Range).ToHashSet(StringComparer.Ordinal);
        var missing = wanted.Where(cidr => !present.Contains(cidr)).ToList();
        var surplus = inbound.Where(rule => IsOurs(rule) && !(IsSsh(rule) && wanted.Contains(Range(rule)))).ToList();
        foreach (var rule in inbound.Where(rule => !IsOurs(rule) && !(IsSsh(rule) && wanted.Contains(Range(rule)))))
        {
            feedback.Warning($"The security group {group.GroupId} of {request.Name} has a rule that KopsPS did not make, and keeps it: {Describe(rule)}.");
        }

        List<KopsChange> changes =
        [
            Change(KopsChangeAction.Keep, "SecurityGroup", NameOf(request.Name), group.GroupId),
            .. missing.Select(cidr => Change(KopsChangeAction.Create, "SecurityGroupRule", group.GroupId, $"SSH from {cidr}")),
            .. surplus.Select(rule => Change(KopsChangeAction.Delete, "SecurityGroupRule", group.GroupId, Describe(rule))),
        ];
        return new Plan(group, missing, surplus, changes);
    }

    /// <summary>Does what a plan says.</summary>
    /// <returns>Id of the group.</returns>
    public async Task<string> ApplyAsync(ManagementServerRequest request, string networkId, Plan plan, CancellationToken cancellationToken)
    {
        var id = plan.Group?.GroupId;
        if (id is null)
        {
            try
            {
                id = await CreateAsync(request, networkId, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InvalidGroup.Duplicate" })
            {
                // Another run was faster; go on from what it made.
                plan = await PlanAsync(request, networkId, cancellationToken).ConfigureAwait(false);
                id = plan.Group?.GroupId ?? throw Faults.SecurityGroupForeign(NameOf(request.Name), networkId);
            }
        }

        foreach (var cidr in plan.Missing)
        {
            await AllowAsync(id, cidr, cancellationToken).ConfigureAwait(false);
        }

        if (plan.Surplus.Count > 0)
        {
            await AwsFaults.CallAsync(
                session, "ec2:RevokeSecurityGroupIngress", id,
                () => session.Ec2().RevokeSecurityGroupIngressAsync(
                    new RevokeSecurityGroupIngressRequest { GroupId = id, SecurityGroupRuleIds = [.. plan.Surplus.Select(rule => rule.SecurityGroupRuleId)] }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return id;
    }

    private async Task<string> CreateAsync(ManagementServerRequest request, string networkId, CancellationToken cancellationToken)
    {
        var answer = await AwsFaults.CallAsync(
            session, "ec2:CreateSecurityGroup", NameOf(request.Name),
            () => session.Ec2().CreateSecurityGroupAsync(
                new CreateSecurityGroupRequest
                {
                    GroupName = NameOf(request.Name),
                    Description = $"KopsPS management server {request.Name}",
                    VpcId = networkId,
                    TagSpecifications = [ServerTags.For(ResourceType.SecurityGroup, ServerTags.Common(request))],
                },
                cancellationToken), cancellationToken).ConfigureAwait(false);
        return answer.GroupId;
    }

    private async Task AllowAsync(string id, string cidr, CancellationToken cancellationToken)
    {
        var permission = new IpPermission { IpProtocol = "tcp", FromPort = SshPort, ToPort = SshPort };
        if (cidr.Contains(':', StringComparison.Ordinal))
        {
            permission.Ipv6Ranges = [new Ipv6Range { CidrIpv6 = cidr, Description = RuleMark }];
        }
        else
        {
            permission.Ipv4Ranges = [new IpRange { CidrIp = cidr, Description = RuleMark }];
        }

        try
        {
            await AwsFaults.CallAsync(
                session, "ec2:AuthorizeSecurityGroupIngress", id,
                () => session.Ec2().AuthorizeSecurityGroupIngressAsync(
                    new AuthorizeSecurityGroupIngressRequest { GroupId = id, IpPermissions = [permission] }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InvalidPermission.Duplicate" })
        {
            // Another run was faster.
        }
    }

    private async Task<List<SecurityGroup>> ListAsync(List<Filter> filters, CancellationToken cancellationToken)
    {
        var answer = await AwsFaults.CallAsync(
            session, "ec2:DescribeSecurityGroups", filters[0].Values[0],
            () => session.Ec2().DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest { Filters = filters }, cancellationToken), cancellationToken).ConfigureAwait(false);
        return answer.SecurityGroups ?? [];
    }

    private static bool IsOurs(SecurityGroupRule rule) => rule.Description == RuleMark;

    private static bool IsSsh(SecurityGroupRule rule) =>
        rule.IpProtocol == "tcp" && rule.FromPort == SshPort && rule.ToPort == SshPort && Range(rule).Length > 0;

    private static string Range(SecurityGroupRule rule) => rule.CidrIpv4 is { Length: > 0 } v4 ? v4 : rule.CidrIpv6 ?? "";

    private static string Describe(SecurityGroupRule rule)
    {
        var from = Range(rule) is { Length: > 0 } range ? range : rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId ?? "elsewhere";
        var ports = rule.IpProtocol == "-1" ? "everything" : rule.FromPort == rule.ToPort ? $"{rule.IpProtocol} {rule.FromPort}" : $"{rule.IpProtocol} {rule.FromPort}-{rule.ToPort}";
        return $"{ports} from {from}";
    }

    private static string Opens(List<string> cidrs) => cidrs.Count == 0 ? "lets nobody in" : $"SSH from {string.Join(", ", cidrs)}";

    private static KopsChange Change(KopsChangeAction action, string kind, string name, string detail) => new() { Action = action, Kind = kind, Name = name, Detail = detail };
}
