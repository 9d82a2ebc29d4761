using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether an existing VPC is there and resolves names as nodes need it.</summary>
internal sealed class NetworkCheck : IPrerequisite
{
    public string Name => "Network";

    public PrerequisiteNeed Need => PrerequisiteNeed.Region;

    public bool IsDecisive(KopsCheck check) => true;

    public bool Applies(PrerequisiteRequest request) => request.NetworkId is not null;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var id = context.Request.NetworkId!;
        var ec2 = context.Session.Ec2();
        try
        {
            var answer = await ec2.DescribeVpcsAsync(new DescribeVpcsRequest { VpcIds = [id] }, cancellationToken).ConfigureAwait(false);
            if (answer.Vpcs is not [var vpc])
            {
                return [Missing(id, context)];
            }

            var support = await ec2.DescribeVpcAttributeAsync(new DescribeVpcAttributeRequest { VpcId = id, Attribute = VpcAttributeName.EnableDnsSupport }, cancellationToken).ConfigureAwait(false);
            var names = await ec2.DescribeVpcAttributeAsync(new DescribeVpcAttributeRequest { VpcId = id, Attribute = VpcAttributeName.EnableDnsHostnames }, cancellationToken).ConfigureAwait(false);
            var off = new[] { (support.EnableDnsSupport == true, "dns-support"), (names.EnableDnsHostnames == true, "dns-hostnames") }.Where(item => !item.Item1).Select(item => item.Item2).ToArray();
            return
            [
                new KopsCheck
                {
                    Name = Name,
                    Verdict = off.Length == 0 ? KopsCheckVerdict.Pass : KopsCheckVerdict.Fail,
                    Found = off.Length == 0 ? $"{vpc.CidrBlock}, resolves names" : $"{vpc.CidrBlock}, {string.Join(" and ", off)} off",
                    Wanted = "a VPC with DNS support and DNS host names",
                    Remedy = off.Length == 0 ? null : string.Join("; ", off.Select(name => string.Create(CultureInfo.InvariantCulture, $"aws ec2 modify-vpc-attribute --vpc-id {id} --enable-{name}"))),
                    Target = id,
                },
            ];
        }
        catch (AmazonEC2Exception answer) when (AwsFaults.IsNotFound(answer) || answer.ErrorCode == "InvalidVpcId.Malformed")
        {
            return [Missing(id, context)];
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw AwsFaults.From(fault, "ec2:DescribeVpcs", id, context.Session.ProfileName, context.Identity);
        }
    }

    private KopsCheck Missing(string id, PrerequisiteContext context) => new()
    {
        Name = Name,
        Verdict = KopsCheckVerdict.Fail,
        Found = $"{context.Region} has no VPC {id}",
        Wanted = "a VPC with DNS support and DNS host names",
        Remedy = $"aws ec2 describe-vpcs --region {context.Region}",
        Target = id,
    };
}
