using Amazon.EC2;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether an image that was asked for can be seen in the region, and fits the instance types.</summary>
internal sealed class ImageCheck : IPrerequisite
{
    // The short names of owners that kops takes (upup/pkg/fi/cloudup/awsup/aws_cloud.go, resolveImage).
    private static readonly Dictionary<string, string> Owners = new(StringComparer.Ordinal)
    {
        ["kope.io"] = "383156758163",
        ["amazon"] = "137112412989",
        ["ubuntu"] = "099720109477",
        ["debian"] = "136693071363",
        ["redhat"] = "309956199498",
        ["redhat.com"] = "309956199498",
        ["flatcar"] = "075585003325",
        ["amazon.com"] = "137112412989",
        ["rocky"] = "792107900819",
    };

    public string Name => "Image";

    public PrerequisiteNeed Need => PrerequisiteNeed.Region;

    public bool IsDecisive(KopsCheck check) => true;

    public bool Applies(PrerequisiteRequest request) => request.Image is not null;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var told = context.Request.Image!;
        if (told.StartsWith("ssm:", StringComparison.Ordinal))
        {
            return [Check(told, KopsCheckVerdict.NotChecked, "kops resolves the parameter itself")];
        }

        var request = Request(told);
        if (request is null)
        {
            return [Check(told, KopsCheckVerdict.Fail, "neither an id (ami-…) nor owner/name")];
        }

        try
        {
            var answer = await context.Session.Ec2().DescribeImagesAsync(request, cancellationToken).ConfigureAwait(false);
            return (answer.Images ?? []).MaxBy(image => image.CreationDate, StringComparer.Ordinal) is { } image
                ? [Check(told, KopsCheckVerdict.Pass, $"{image.ImageId}, {image.Architecture?.Value}, {image.Name}")]
                : [Check(told, KopsCheckVerdict.Fail, $"{context.Region} has no such image that this account can see")];
        }
        catch (AmazonEC2Exception answer) when (AwsFaults.IsNotFound(answer) || answer.ErrorCode is "InvalidAMIID.NotFound" or "InvalidAMIID.Malformed")
        {
            return [Check(told, KopsCheckVerdict.Fail, $"{context.Region} has no such image that this account can see")];
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw AwsFaults.From(fault, "ec2:DescribeImages", told, context.Session.ProfileName, context.Identity);
        }
    }

    private static DescribeImagesRequest? Request(string image)
    {
        if (image.StartsWith("ami-", StringComparison.Ordinal))
        {
            return new DescribeImagesRequest { ImageIds = [image] };
        }

        return image.Split('/', 2) is [{ Length: > 0 } owner, { Length: > 0 } name]
            ? new DescribeImagesRequest { Owners = [Owners.GetValueOrDefault(owner, owner)], Filters = [new Filter("name", [name])] }
            : null;
    }

    private KopsCheck Check(string image, KopsCheckVerdict verdict, string found) => new()
    {
        Name = Name,
        Verdict = verdict,
        Found = found,
        Wanted = "an image that this account can see in the region",
        Remedy = verdict == KopsCheckVerdict.Fail ? "Leave -Image out: kops takes the image of its channel" : null,
        Target = image,
    };
}
