using System.Text.RegularExpressions;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;
using KopsPS.Engine.DnsZones;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Asks IAM whether whoever asks may do what kops does, one answer a service, each denied call by name.</summary>
internal sealed partial class PermissionCheck : IPrerequisite
{
    // The policy simulator's answers are paged anyhow; this keeps its requests under its limit of names.
    private const int NamesPerCall = 50;

    public string Name => "Permission";

    public PrerequisiteNeed Need => PrerequisiteNeed.Credentials;

    public bool IsDecisive(KopsCheck check) => false;

    public bool Applies(PrerequisiteRequest request) => true;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        if (context.Identity!.EndsWith(":root", StringComparison.Ordinal))
        {
            return [new KopsCheck { Name = Name, Verdict = KopsCheckVerdict.Pass, Found = "the root user may do everything", Wanted = "what kops does is allowed" }];
        }

        string source;
        try
        {
            source = await SourceAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            return [Unknown(context.Identity, null, fault)];
        }

        // Where one service cannot be simulated none can, and one answer says so.
        var services = RequiredActions.ByService.ToArray();
        KopsCheck first;
        try
        {
            first = await CheckAsync(context, source, services[0].Key, services[0].Value, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            return [Unknown(source, null, fault)];
        }

        return [first, .. await Task.WhenAll(services[1..].Select(service => OtherAsync(context, source, service.Key, service.Value, cancellationToken))).ConfigureAwait(false)];
    }

    private static async Task<string> SourceAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        // The simulator takes users and roles, not the session of a role, whose ARN leaves the role's path out.
        var match = AssumedRole().Match(context.Identity!);
        if (!match.Success)
        {
            return context.Identity!;
        }

        var role = match.Groups["role"].Value;
        var answer = await AwsFaults.CallAsync(
            context.Session, "iam:GetRole", role,
            () => context.Session.Iam().GetRoleAsync(new GetRoleRequest { RoleName = role }, cancellationToken), cancellationToken).ConfigureAwait(false);
        return answer.Role.Arn;
    }

    private async Task<KopsCheck> OtherAsync(
        PrerequisiteContext context, string source, string service, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        try
        {
            return await CheckAsync(context, source, service, names, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            return Unknown(source, service, fault);
        }
    }

    private async Task<KopsCheck> CheckAsync(
        PrerequisiteContext context, string source, string service, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var asked = new SimulatePrincipalPolicyRequest { PolicySourceArn = source, ResourceArns = Resources(context, service) };
        var denied = await DeniedAsync(context, asked, [.. names.Select(name => $"{service}:{name}")], cancellationToken).ConfigureAwait(false);
        denied = await DeniedOnOwnAsync(context, source, service, denied, cancellationToken).ConfigureAwait(false);
        return new KopsCheck
        {
            Name = Name,
            Verdict = denied.Length == 0 ? KopsCheckVerdict.Pass : KopsCheckVerdict.Fail,
            Found = denied.Length == 0 ? $"all {names.Count} calls are allowed" : $"{denied.Length} of {names.Count} calls are denied: {string.Join(", ", denied)}",
            Wanted = "what kops does is allowed",
            Remedy = denied.Length == 0 ? null : "New-KopsIdentity, or have an administrator allow these calls",
            Target = service,
        };
    }

    private static async Task<string[]> DeniedAsync(
        PrerequisiteContext context, SimulatePrincipalPolicyRequest asked, string[] actions, CancellationToken cancellationToken)
    {
        List<string> denied = [];
        foreach (var chunk in actions.Chunk(NamesPerCall))
        {
            string? marker = null;
            do
            {
                var request = new SimulatePrincipalPolicyRequest
                {
                    PolicySourceArn = asked.PolicySourceArn, ActionNames = chunk, ResourceArns = asked.ResourceArns, ContextEntries = asked.ContextEntries, Marker = marker,
                };
                var page = await AwsFaults.CallAsync(
                    context.Session, "iam:SimulatePrincipalPolicy", asked.PolicySourceArn,
                    () => context.Session.Iam().SimulatePrincipalPolicyAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
                denied.AddRange(page.EvaluationResults.Where(result => result.EvalDecision != "allowed").Select(result => result.EvalActionName));
                marker = page.Marker;
            }
            while (marker is not null);
        }

        return [.. denied.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// A policy that is limited to a cluster denies on everything what it allows on the cluster's own things: what is denied is asked again
    /// for each of those.
    /// </summary>
    private static async Task<string[]> DeniedOnOwnAsync(
        PrerequisiteContext context, string source, string service, string[] denied, CancellationToken cancellationToken)
    {
        if (denied.Length == 0 || context.Region is not { } region || context.Identity!.Split(':') is not [_, var partition, _, _, var account, ..])
        {
            return denied;
        }

        var cluster = context.Request.ClusterName ?? "prod.example.com";
        var conditions = new Dictionary<string, string>
        {
            ["aws:RequestedRegion"] = region,
            ["aws:ResourceTag/KubernetesCluster"] = cluster,
            ["iam:AWSServiceName"] = "autoscaling.amazonaws.com",
            ["iam:PassedToService"] = "ec2.amazonaws.com",
        };
        string[] own = service switch
        {
            "autoscaling" => [$"arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:00000000-0000-0000-0000-000000000000:autoScalingGroupName/nodes.{cluster}"],
            "ec2" => ["*", $"arn:{partition}:ec2:{region}:{account}:key-pair/kubernetes.{cluster}-0"],
            "events" => [$"arn:{partition}:events:{region}:{account}:rule/{cluster}-0"],
            "iam" =>
            [
                $"arn:{partition}:iam::{account}:role/nodes.{cluster}", $"arn:{partition}:iam::{account}:instance-profile/nodes.{cluster}",
                $"arn:{partition}:iam::{account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
            ],
            "route53" => [.. (await ZoneIdsAsync(context, cancellationToken).ConfigureAwait(false)).Select(id => $"arn:{partition}:route53:::hostedzone/{id}")],
            "s3" => [.. Resources(context, service)],
            "sqs" => [$"arn:{partition}:sqs:{region}:{account}:{cluster.Replace('.', '-')}-nth"],
            "ssm" => [$"arn:{partition}:ssm:{region}::parameter/aws/service/canonical"],
            _ => ["*"],
        };
        foreach (var resource in own.TakeWhile(_ => denied.Length > 0))
        {
            try
            {
                denied = await DeniedAsync(
                    context, new SimulatePrincipalPolicyRequest { PolicySourceArn = source, ResourceArns = [resource], ContextEntries = conditions }, denied, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                context.Feedback.Verbose($"The simulator does not take {resource} with these calls: {fault.Message}");
            }
        }

        return denied;
    }

    private static async Task<IReadOnlyList<string>> ZoneIdsAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        if (context.Request.DnsZone is not { } zone || !zone.Contains('.', StringComparison.Ordinal))
        {
            return context.Request.DnsZone is { } id ? [id] : [];
        }

        try
        {
            return [.. (await new HostedZones(context.Session).NamedAsync(DnsNames.Plain(zone), cancellationToken).ConfigureAwait(false)).Select(found => found.Id)];
        }
        catch (KopsException)
        {
            // The zone's own check tells.
            return [];
        }
    }

    private static IReadOnlyList<string> Resources(PrerequisiteContext context, string service)
    {
        // A policy that is scoped to the state store denies everything on "*".
        if (service == "s3" && context.Request.HasStateStore && StateStoreLocation.Resolve(context.Settings).Bucket is { } bucket)
        {
            return [$"arn:aws:s3:::{bucket}", $"arn:aws:s3:::{bucket}/*"];
        }

        return [];
    }

    private KopsCheck Unknown(string source, string? service, KopsException fault) => new()
    {
        Name = Name,
        Verdict = KopsCheckVerdict.NotChecked,
        Found = $"IAM's policy simulation did not answer: {fault.Message}",
        Wanted = "what kops does is allowed",
        Remedy = fault.Id == "AwsAccessDenied"
            ? $"Have an administrator run: aws iam simulate-principal-policy --policy-source-arn {source} --action-names {string.Join(' ', Sample(service))}; or allow iam:SimulatePrincipalPolicy and iam:GetRole"
            : null,
        Target = service,
    };

    private static IEnumerable<string> Sample(string? service) =>
        (service is null ? RequiredActions.ByService : RequiredActions.ByService.Where(entry => entry.Key == service)).SelectMany(entry => entry.Value.Select(name => $"{entry.Key}:{name}"));

    [GeneratedRegex(@"^arn:[^:]+:sts::\d+:assumed-role/(?<role>[^/]+)/", RegexOptions.CultureInvariant)]
    private static partial Regex AssumedRole();
}
