using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Identity;

/// <summary>
/// What kops does with AWS, limited to a state store, a region, zones and clusters, in place of full access. What cannot be
/// limited to a resource (reading lists, making networks) is limited to the region; what changes or deletes is limited to
/// things that carry kops' tag <c>KubernetesCluster</c> with a cluster's name. Actions and their conditions:
/// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html.
/// </summary>
internal static partial class LeastPrivilegePolicy
{
    /// <summary>IAM refuses longer managed policies (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).</summary>
    public const int SizeLimit = 6144;

    /// <summary>kops makes no longer names of roles and rules; it cuts and adds a hash.</summary>
    private const int NameLimit = 64;

    private const string ClusterTag = "KubernetesCluster";

    /// <summary>As many policies as it takes to stay below the limit of each.</summary>
    /// <exception cref="KopsException"><c>KopsPolicyScopeInvalid</c>, <c>KopsPolicyTooLarge</c>.</exception>
    public static IReadOnlyList<string> Documents(PolicyScope scope, string partition, string account)
    {
        var documents = new List<string>();
        var pending = new List<JsonObject>();
        foreach (var statement in Statements(scope, partition, account))
        {
            if (PolicyDocument.Of([statement]).Length > SizeLimit)
            {
                throw Faults.PolicyTooLarge(statement["Sid"]!.ToString(), SizeLimit);
            }

            if (PolicyDocument.Of([.. pending, statement]).Length > SizeLimit)
            {
                documents.Add(PolicyDocument.Of(pending));
                pending.Clear();
            }

            pending.Add(statement);
        }

        documents.Add(PolicyDocument.Of(pending));
        return documents;
    }

    private static IEnumerable<JsonObject> Statements(PolicyScope scope, string partition, string account)
    {
        Check(scope);
        var region = scope.Region;
        var state = Location(scope.StateStore);
        var inRegion = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:RequestedRegion"] = region } };

        // kops looks at each role, instance profile and provider of the account for the tag of its cluster, and ends where it may not.
        yield return Statement("Look", ["*"], null,
            "ec2:Describe*", "ec2:GetInstanceTypesFromInstanceRequirements", "autoscaling:Describe*", "elasticloadbalancing:Describe*", "iam:GetAccountSummary",
            "iam:GetInstanceProfile", "iam:GetOpenIDConnectProvider", "iam:GetRole",
            "iam:ListInstanceProfiles", "iam:ListOpenIDConnectProviders", "iam:ListRoles", "iam:SimulatePrincipalPolicy",
            "route53:GetChange", "route53:ListHostedZones", "route53:ListHostedZonesByName", "s3:ListAllMyBuckets",
            "servicequotas:GetServiceQuota", "servicequotas:ListServiceQuotas", "sqs:ListQueues", "sts:DecodeAuthorizationMessage", "sts:GetCallerIdentity");
        yield return Statement("Images", [$"arn:{partition}:ssm:{region}::parameter/aws/service/*"], null, "ssm:GetParameter", "ssm:GetParameters");

        // These make things, or tie things together that may be shared: a network given to kops carries no tag of a cluster's own.
        yield return Statement("Make", ["*"], inRegion,
            "ec2:AllocateAddress", "ec2:AssignIpv6Addresses", "ec2:AssociateAddress", "ec2:AssociateDhcpOptions", "ec2:AssociateRouteTable",
            "ec2:AssociateSubnetCidrBlock", "ec2:AssociateVpcCidrBlock", "ec2:AttachInternetGateway", "ec2:AuthorizeSecurityGroup*",
            "ec2:CreateDhcpOptions", "ec2:CreateEgressOnlyInternetGateway", "ec2:CreateInternetGateway", "ec2:CreateLaunchTemplate*", "ec2:CreateNatGateway",
            "ec2:CreateRoute*", "ec2:CreateSecurityGroup", "ec2:CreateSubnet", "ec2:CreateTags", "ec2:CreateVolume", "ec2:CreateVpc", "ec2:ImportKeyPair",
            "ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:RunInstances", "ec2:CreateFleet",
            "elasticloadbalancing:Add*", "elasticloadbalancing:Create*", "elasticloadbalancing:DeleteListener", "elasticloadbalancing:ModifyListener*");

        // Rules of a security group and routes of a table count as the group and the table.
        yield return Statement("Change", ["*"], Both(inRegion, ClusterCondition("aws:ResourceTag/" + ClusterTag, scope)),
            "ec2:AttachVolume", "ec2:Delete*", "ec2:DetachInternetGateway", "ec2:DetachVolume", "ec2:DisassociateAddress", "ec2:DisassociateRouteTable",
            "ec2:DisassociateSubnetCidrBlock", "ec2:DisassociateVpcCidrBlock", "ec2:ModifyInstance*", "ec2:ModifyLaunchTemplate", "ec2:ModifyNetworkInterfaceAttribute",
            "ec2:ModifySecurityGroupRules", "ec2:ModifyVolume", "ec2:ReleaseAddress", "ec2:ReplaceRoute*", "ec2:RevokeSecurityGroup*", "ec2:StartInstances",
            "ec2:StopInstances", "ec2:TerminateInstances", "ec2:UpdateSecurityGroupRule*",
            "elasticloadbalancing:ApplySecurityGroupsToLoadBalancer", "elasticloadbalancing:AttachLoadBalancerToSubnets", "elasticloadbalancing:ConfigureHealthCheck",
            "elasticloadbalancing:DeleteLoadBalancer*", "elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:Deregister*",
            "elasticloadbalancing:DetachLoadBalancerFromSubnets", "elasticloadbalancing:ModifyLoadBalancer*", "elasticloadbalancing:ModifyTargetGroup*",
            "elasticloadbalancing:Register*", "elasticloadbalancing:RemoveTags", "elasticloadbalancing:Set*");

        // A disassociation also asks for the subnet, and a key pair lives under the cluster's name.
        yield return Statement("KeyPairs", [.. Names(scope, $"arn:{partition}:ec2:{region}:{account}:key-pair/kubernetes.", "*")], null, "ec2:DeleteKeyPair");
        yield return Statement("Groups", [.. Suffixed(scope, $"arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/*")], null,
            "autoscaling:*Instances*", "autoscaling:*LifecycleHook*", "autoscaling:*WarmPool", "autoscaling:AttachLoadBalancer*", "autoscaling:CompleteLifecycleAction",
            "autoscaling:CreateAutoScalingGroup", "autoscaling:CreateOrUpdateTags", "autoscaling:DeleteAutoScalingGroup", "autoscaling:DeleteTags",
            "autoscaling:DetachLoadBalancer*", "autoscaling:*MetricsCollection", "autoscaling:*Processes", "autoscaling:SetDesiredCapacity",
            "autoscaling:TerminateInstanceInAutoScalingGroup", "autoscaling:UpdateAutoScalingGroup");

        var roles = RoleNames(scope).ToArray();
        yield return Statement("Roles",
            [.. roles.Select(name => $"arn:{partition}:iam::{account}:role/{name}"), .. roles.Select(name => $"arn:{partition}:iam::{account}:instance-profile/{name}")], null,
            "iam:AddRoleToInstanceProfile", "iam:AttachRolePolicy", "iam:CreateInstanceProfile", "iam:CreateRole", "iam:DeleteInstanceProfile", "iam:DeleteRole*",
            "iam:DetachRolePolicy", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies",
            "iam:ListRoleTags", "iam:ListInstanceProfileTags", "iam:PutRole*", "iam:RemoveRoleFromInstanceProfile", "iam:TagInstanceProfile", "iam:TagRole",
            "iam:UntagInstanceProfile", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole*");
        yield return Statement("PassRoles", [.. roles.Select(name => $"arn:{partition}:iam::{account}:role/{name}")],
            new JsonObject { ["StringLike"] = new JsonObject { ["iam:PassedToService"] = "ec2.amazonaws.com*" } }, "iam:PassRole");
        yield return Statement("ServiceRoles", [$"arn:{partition}:iam::{account}:role/aws-service-role/*"],
            new JsonObject
            {
                ["StringEquals"] = new JsonObject
                {
                    ["iam:AWSServiceName"] = PolicyDocument.OneOrMany(
                        ["autoscaling.amazonaws.com", "ec2fleet.amazonaws.com", "elasticloadbalancing.amazonaws.com", "spot.amazonaws.com"]),
                },
            },
            "iam:CreateServiceLinkedRole");
        yield return Statement("Providers", [.. Names(scope, $"arn:{partition}:iam::{account}:oidc-provider/*", "*", "")], null,
            "iam:*ClientID*OpenIDConnectProvider", "iam:CreateOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider",
            "iam:TagOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider", "iam:UpdateOpenIDConnectProviderThumbprint");

        yield return Statement("Zones",
            [.. scope.HostedZoneIds.DefaultIfEmpty("*").Select(id => $"arn:{partition}:route53:::hostedzone/{ZoneId(id)}")], null,
            "route53:AssociateVPCWithHostedZone", "route53:ChangeResourceRecordSets", "route53:DisassociateVPCFromHostedZone", "route53:GetHostedZone",
            "route53:ListResourceRecordSets", "route53:ListTagsForResource");

        // Reading how a bucket is kept is for the checks of the state store.
        var discovery = scope.DiscoveryStore is null ? null : Location(scope.DiscoveryStore);
        var buckets = new[] { state, discovery }.OfType<StateStoreLocation>().ToArray();
        yield return Statement("Buckets", [.. buckets.Select(store => $"arn:{partition}:s3:::{store.Bucket}").Distinct()], null,
            "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:ListBucket*");
        yield return Statement("Objects", [.. buckets.Select(store => $"arn:{partition}:s3:::{Below(store)}").Distinct()], null,
            "s3:DeleteObject*", "s3:GetObject*", "s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload");
        yield return Statement("Queues", [.. QueueNames(scope).Select(name => $"arn:{partition}:sqs:{region}:{account}:{name}")], null,
            "sqs:*QueueTags", "sqs:CreateQueue", "sqs:DeleteQueue", "sqs:GetQueue*", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue");
        yield return Statement("Rules", [.. Names(scope, $"arn:{partition}:events:{region}:{account}:rule/", "*")], null,
            "events:DeleteRule", "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule", "events:PutRule", "events:PutTargets",
            "events:RemoveTargets", "events:TagResource", "events:UntagResource");
        yield return Statement("ListRules", [$"arn:{partition}:events:{region}:{account}:rule/*"], null, "events:ListRules");
        if (scope.KmsKeyArns.Count > 0)
        {
            yield return Statement("Keys", scope.KmsKeyArns, null,
                "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*");
        }
    }

    private static JsonObject Statement(string sid, IReadOnlyCollection<string> resources, JsonObject? condition, params string[] actions)
    {
        var statement = new JsonObject
        {
            ["Sid"] = sid, ["Effect"] = "Allow", ["Action"] = PolicyDocument.OneOrMany(actions), ["Resource"] = PolicyDocument.OneOrMany(resources),
        };
        if (condition is not null)
        {
            statement["Condition"] = condition.DeepClone();
        }

        return statement;
    }

    /// <summary>The tag has one of the clusters' names; without any it has to be there.</summary>
    private static JsonObject ClusterCondition(string key, PolicyScope scope) => scope.ClusterNames.Count == 0
        ? new JsonObject { ["Null"] = new JsonObject { [key] = "false" } }
        : new JsonObject { ["StringEquals"] = new JsonObject { [key] = PolicyDocument.OneOrMany(scope.ClusterNames) } };

    private static JsonObject Both(JsonObject one, JsonObject other)
    {
        var both = (JsonObject)one.DeepClone();
        foreach (var (test, keys) in other)
        {
            if (both[test] is not JsonObject there)
            {
                both[test] = keys!.DeepClone();
                continue;
            }

            foreach (var (key, value) in (JsonObject)keys!)
            {
                there[key] = value!.DeepClone();
            }
        }

        return both;
    }

    /// <summary>Things named after a cluster: the name, cut as kops cuts it, between what stands before and after.</summary>
    private static IEnumerable<string> Names(PolicyScope scope, string before, string after, string? afterAny = null) => scope.ClusterNames.Count == 0
        ? [before.TrimEnd('*') + (afterAny ?? "") + "*"]
        : scope.ClusterNames.Select(name => before + Cut(name, 40) + after);

    private static IEnumerable<string> Suffixed(PolicyScope scope, string before) => scope.ClusterNames.Count == 0
        ? [before]
        : scope.ClusterNames.Select(name => $"{before}.{name}");

    /// <summary>Roles of the groups, and of service accounts, whose names kops cuts.</summary>
    private static IEnumerable<string> RoleNames(PolicyScope scope)
    {
        string[] groups = ["masters.", "nodes.", "bastions.", "apiservers."];
        return scope.ClusterNames.Count == 0
            ? [.. groups.Select(group => group + "*"), "*.sa.*"]
            : [.. scope.ClusterNames.SelectMany(name => groups.Any(group => group.Length + name.Length > NameLimit)
                ? groups.Select(group => group + Cut(name, 40) + "*")
                : [$"*.{name}"]), "*.sa.*"];
    }

    /// <summary>The queue of the node termination handler.</summary>
    private static IEnumerable<string> QueueNames(PolicyScope scope) => scope.ClusterNames.Count == 0
        ? ["*-nth"]
        : scope.ClusterNames.Select(name => $"{Cut(name.Replace('.', '-'), 40)}*-nth");

    private static string Cut(string name, int most) => name.Length > most ? name[..most] : name;

    private static string ZoneId(string id) => id.StartsWith("/hostedzone/", StringComparison.Ordinal) ? id["/hostedzone/".Length..] : id;

    private static string Below(StateStoreLocation store) => store.Prefix.Length == 0 ? $"{store.Bucket}/*" : $"{store.Bucket}/{store.Prefix.Trim('/')}/*";

    private static StateStoreLocation Location(string url)
    {
        var location = StateStoreLocation.Parse(url);
        return location.Bucket is { Length: > 0 } ? location : throw Faults.PolicyScopeInvalid(url, "it is no bucket; give s3://bucket or s3://bucket/prefix");
    }

    private static void Check(PolicyScope scope)
    {
        foreach (var name in scope.ClusterNames.Where(name => !ClusterName().IsMatch(name)))
        {
            throw Faults.PolicyScopeInvalid(name, "the name of a cluster is a DNS name, such as prod.example.com");
        }

        foreach (var id in scope.HostedZoneIds.Where(id => !HostedZone().IsMatch(id)))
        {
            throw Faults.PolicyScopeInvalid(id, "the id of a hosted zone is letters and digits, such as Z0123456789ABCDEFGHIJ");
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$", RegexOptions.CultureInvariant)]
    private static partial Regex ClusterName();

    [GeneratedRegex(@"^(/hostedzone/)?[A-Z0-9]{1,32}$", RegexOptions.CultureInvariant)]
    private static partial Regex HostedZone();
}
