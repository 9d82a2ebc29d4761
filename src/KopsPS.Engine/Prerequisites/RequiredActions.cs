namespace KopsPS.Engine.Prerequisites;

/// <summary>
/// The calls of AWS that kops makes to create, change, validate and delete a cluster, by service (kops' own sources:
/// upup/pkg/fi/cloudup/awstasks, awsup and pkg/resources/aws). What only some clusters need is left out.
/// </summary>
public static class RequiredActions
{
    /// <summary>Names of calls by the prefix of their service.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ByService { get; } = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["autoscaling"] =
        [
            "AttachLoadBalancerTargetGroups", "CreateAutoScalingGroup", "CreateOrUpdateTags", "DeleteAutoScalingGroup", "DeleteLifecycleHook", "DeleteTags",
            "DescribeAutoScalingGroups", "DescribeLifecycleHooks", "DescribeScalingActivities", "DescribeTags", "DetachInstances", "EnableMetricsCollection",
            "PutLifecycleHook", "ResumeProcesses", "SuspendProcesses", "TerminateInstanceInAutoScalingGroup", "UpdateAutoScalingGroup",
        ],
        ["ec2"] =
        [
            "AllocateAddress", "AssociateDhcpOptions", "AssociateRouteTable", "AttachInternetGateway", "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress", "CreateDhcpOptions", "CreateInternetGateway", "CreateLaunchTemplate", "CreateLaunchTemplateVersion",
            "CreateNatGateway", "CreateRoute", "CreateRouteTable", "CreateSecurityGroup", "CreateSubnet", "CreateTags", "CreateVolume", "CreateVpc",
            "DeleteDhcpOptions", "DeleteInternetGateway", "DeleteKeyPair", "DeleteLaunchTemplate", "DeleteNatGateway", "DeleteRoute", "DeleteRouteTable",
            "DeleteSecurityGroup", "DeleteSubnet", "DeleteTags", "DeleteVolume", "DeleteVpc", "DescribeAccountAttributes", "DescribeAddresses",
            "DescribeAvailabilityZones", "DescribeDhcpOptions", "DescribeImages", "DescribeInstanceTypeOfferings", "DescribeInstanceTypes", "DescribeInstances",
            "DescribeInternetGateways", "DescribeKeyPairs", "DescribeLaunchTemplateVersions", "DescribeLaunchTemplates", "DescribeNatGateways",
            "DescribeNetworkInterfaces", "DescribeRegions", "DescribeRouteTables", "DescribeSecurityGroupRules", "DescribeSecurityGroups", "DescribeSubnets",
            "DescribeTags", "DescribeVolumes", "DescribeVpcAttribute", "DescribeVpcs", "DetachInternetGateway", "DisassociateRouteTable", "ImportKeyPair",
            "ModifyInstanceAttribute", "ModifySubnetAttribute", "ModifyVpcAttribute", "ReleaseAddress", "ReplaceRoute", "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress", "RunInstances", "TerminateInstances",
        ],
        ["elasticloadbalancing"] =
        [
            "AddTags", "CreateListener", "CreateLoadBalancer", "CreateTargetGroup", "DeleteListener", "DeleteLoadBalancer", "DeleteTargetGroup",
            "DescribeListeners", "DescribeLoadBalancerAttributes", "DescribeLoadBalancers", "DescribeTags", "DescribeTargetGroupAttributes",
            "DescribeTargetGroups", "DescribeTargetHealth", "ModifyListener", "ModifyLoadBalancerAttributes", "ModifyTargetGroupAttributes", "RegisterTargets",
        ],
        ["events"] =
            ["DeleteRule", "ListRules", "ListTagsForResource", "ListTargetsByRule", "PutRule", "PutTargets", "RemoveTargets", "TagResource"],
        ["iam"] =
        [
            "AddRoleToInstanceProfile", "AttachRolePolicy", "CreateInstanceProfile", "CreateRole", "CreateServiceLinkedRole", "DeleteInstanceProfile", "DeleteRole",
            "DeleteRolePolicy", "DetachRolePolicy", "GetInstanceProfile", "GetOpenIDConnectProvider", "GetRole", "GetRolePolicy", "ListAttachedRolePolicies",
            "ListInstanceProfiles", "ListOpenIDConnectProviders", "ListRolePolicies", "ListRoles", "PassRole", "PutRolePolicy", "RemoveRoleFromInstanceProfile", "TagInstanceProfile", "TagRole",
            "UpdateAssumeRolePolicy",
        ],
        ["route53"] =
        [
            "AssociateVPCWithHostedZone", "ChangeResourceRecordSets", "GetChange", "GetHostedZone", "ListHostedZones", "ListHostedZonesByName",
            "ListResourceRecordSets",
        ],
        ["s3"] = ["DeleteObject", "DeleteObjectVersion", "GetBucketLocation", "GetEncryptionConfiguration", "GetObject", "ListBucket", "ListBucketVersions", "PutObject"],
        ["sqs"] = ["CreateQueue", "DeleteQueue", "GetQueueAttributes", "ListQueueTags", "ListQueues", "SetQueueAttributes", "TagQueue"],
        ["ssm"] = ["GetParameter"],
    };
}
