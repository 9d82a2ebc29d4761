using System.Text.RegularExpressions;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>
/// Looks images up. Canonical's account and names: https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/;
/// Amazon's parameters: https://docs.aws.amazon.com/linux/al2023/ug/ec2.html.
/// </summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where it is told what was found.</param>
internal sealed partial class ServerImages(AwsSession session, IFeedback feedback)
{
    private const string Canonical = "099720109477";

    /// <summary>The image of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="architectures">Processors of the instance type.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="KopsException"><c>KopsImageNotFound</c>, <c>KopsImageArchitectureMismatch</c>, and AWS' own.</exception>
    public async Task<ServerImage> FindAsync(ManagementServerRequest request, IReadOnlyList<string> architectures, CancellationToken cancellationToken)
    {
        var architecture = architectures.Contains("x86_64") ? "x86_64" : architectures[0];
        var image = request.ImageId is { } id ? await ByIdAsync(id, cancellationToken).ConfigureAwait(false)
            : request.System == KopsServerSystem.Ubuntu ? await UbuntuAsync(request.SystemVersion, architecture, cancellationToken).ConfigureAwait(false)
            : await AmazonLinuxAsync(architecture, cancellationToken).ConfigureAwait(false);
        if (!architectures.Contains(image.Architecture?.Value))
        {
            throw Faults.ImageArchitectureMismatch(
                image.ImageId, image.Architecture?.Value ?? "another processor", request.InstanceType ?? ManagementServerRequest.DefaultType, string.Join(" and ", architectures));
        }

        var found = Describe(image, request.SshUser);
        feedback.Verbose($"Image {found.Id}: {found.Name} ({image.Name}, made {image.CreationDate}).");
        return found;
    }

    private async Task<Image> ByIdAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeImages", id,
                () => session.Ec2().DescribeImagesAsync(new DescribeImagesRequest { ImageIds = [id] }, cancellationToken), cancellationToken).ConfigureAwait(false);
            return answer.Images?.FirstOrDefault() ?? throw Faults.ImageNotFound(id, session.Region!);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InvalidAMIID.NotFound" or "InvalidAMIID.Malformed" or "InvalidAMIID.Unavailable" })
        {
            throw Faults.ImageNotFound(id, session.Region!, fault);
        }
    }

    private async Task<Image> UbuntuAsync(string? version, string architecture, CancellationToken cancellationToken)
    {
        var processor = architecture == "x86_64" ? "amd64" : architecture;
        var images = await ListAsync(Canonical, $"ubuntu/images/hvm-ssd*/ubuntu-*-{version ?? "??.04"}-{processor}-server-*", architecture, cancellationToken).ConfigureAwait(false);
        // Releases with long-term support come in April of even years.
        return images
            .Select(image => (Image: image, Release: UbuntuRelease().Match(image.Name ?? "").Groups["release"].Value))
            .Where(item => item.Release.Length > 0 && (version is not null ? item.Release == version : (item.Release[1] - '0') % 2 == 0))
            .OrderByDescending(item => item.Release, StringComparer.Ordinal)
            .ThenByDescending(item => item.Image.CreationDate, StringComparer.Ordinal)
            .ThenByDescending(item => item.Image.Name, StringComparer.Ordinal)
            .Select(item => item.Image)
            .FirstOrDefault() ?? throw Faults.ImageNotFound($"of Ubuntu {version ?? "with long-term support"} for {processor}", session.Region!);
    }

    private async Task<Image> AmazonLinuxAsync(string architecture, CancellationToken cancellationToken)
    {
        var name = $"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}";
        try
        {
            var answer = await AwsFaults.CallAsync(
                session, "ssm:GetParameter", name,
                () => session.Ssm().GetParameterAsync(new GetParameterRequest { Name = name }, cancellationToken), cancellationToken).ConfigureAwait(false);
            return await ByIdAsync(answer.Parameter.Value, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "AwsAccessDenied" || fault.InnerException is ParameterNotFoundException)
        {
            feedback.Verbose($"{fault.Message} The image is looked for by its name.");
        }

        var images = await ListAsync("amazon", $"al2023-ami-2023.*-kernel-*-{architecture}", architecture, cancellationToken).ConfigureAwait(false);
        return images.OrderByDescending(image => image.CreationDate, StringComparer.Ordinal).ThenByDescending(image => image.Name, StringComparer.Ordinal)
            .FirstOrDefault() ?? throw Faults.ImageNotFound($"of Amazon Linux 2023 for {architecture}", session.Region!);
    }

    private async Task<List<Image>> ListAsync(string owner, string name, string architecture, CancellationToken cancellationToken)
    {
        var request = new DescribeImagesRequest
        {
            Owners = [owner],
            Filters = [new Filter("name", [name]), new Filter("architecture", [architecture]), new Filter("state", ["available"]), new Filter("root-device-type", ["ebs"])],
        };
        var answer = await AwsFaults.CallAsync(
            session, "ec2:DescribeImages", name, () => session.Ec2().DescribeImagesAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        return answer.Images ?? [];
    }

    private static ServerImage Describe(Image image, string? toldUser)
    {
        var name = image.Name ?? "";
        var (system, user) = UbuntuRelease().Match(name) is { Success: true } ubuntu ? ($"Ubuntu {ubuntu.Groups["release"].Value}", "ubuntu")
            : name.StartsWith("al2023-ami", StringComparison.Ordinal) ? ("Amazon Linux 2023", "ec2-user")
            : (name.Length == 0 ? image.ImageId : name, null);
        var root = image.RootDeviceName ?? "/dev/xvda";
        var disk = image.BlockDeviceMappings?.FirstOrDefault(mapping => mapping.DeviceName == root)?.Ebs?.VolumeSize ?? 0;
        return new ServerImage(image.ImageId, TagValue(system), image.Architecture.Value, root, disk, toldUser ?? user ?? throw Faults.SshUserUnknown(image.ImageId));
    }

    /// <summary>It is kept in a tag, which holds 256 signs.</summary>
    private static string TagValue(string text) => text.Length > 256 ? text[..256] : text;

    [GeneratedRegex(@"/ubuntu-[a-z]+-(?<release>\d\d\.\d\d)-", RegexOptions.CultureInvariant)]
    private static partial Regex UbuntuRelease();
}
