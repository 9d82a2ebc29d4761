using System.Security.Cryptography;
using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Starts the instance of a server, once, however often and by however many it is asked to.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where it is told what is waited for.</param>
/// <param name="profiles">How long a new instance profile may take to reach EC2.</param>
internal sealed class ServerLaunch(AwsSession session, IFeedback feedback, ServerPace profiles)
{
    /// <summary>Requests with the same token make one instance; after so many that have ended something else is wrong.</summary>
    private const int MostTokens = 8;

    /// <summary>Starts it, or finds the one that another run has just started.</summary>
    /// <exception cref="KopsException">
    /// <c>KopsInstanceCapacityInsufficient</c>, <c>KopsVcpuLimitExceeded</c>, <c>KopsKeyPairNotFound</c>, <c>KopsInstanceProfileNotFound</c>, and AWS' own.
    /// </exception>
    public async Task<Instance> RunAsync(
        ManagementServerRequest request, string type, ServerImage image, ServerPlace place, string groupId, CancellationToken cancellationToken)
    {
        var run = Request(request, type, image, place, groupId);
        for (var attempt = 0; ; attempt++)
        {
            // The group lives as long as the server, so a server that is made anew has another token.
            run.ClientToken = Token(groupId, request.Name, attempt);
            try
            {
                var instance = await RunOnceAsync(run, type, place, cancellationToken).ConfigureAwait(false);
                if (instance.State?.Name?.Value is not ("terminated" or "shutting-down") || attempt == MostTokens)
                {
                    return instance;
                }
            }
            catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "IdempotentParameterMismatch" } && attempt < MostTokens)
            {
                // A run with other parameters was faster, or failed after it had used the token up.
                if (await new ManagementServerReader(session).OneAsync(request.Name, cancellationToken).ConfigureAwait(false) is { } other)
                {
                    return other;
                }
            }
        }
    }

    /// <summary>The request for EC2, without its token.</summary>
    internal RunInstancesRequest Request(ManagementServerRequest request, string type, ServerImage image, ServerPlace place, string groupId)
    {
        var common = ServerTags.Common(request);
        return new RunInstancesRequest
        {
            ImageId = image.Id,
            InstanceType = type,
            MinCount = 1,
            MaxCount = 1,
            KeyName = request.KeyName,
            IamInstanceProfile = request.InstanceProfile is { } profile ? new IamInstanceProfileSpecification { Name = profile } : null,
            DisableApiTermination = request.TerminationProtection,
            UserData = CloudInit.Encoded(CloudInit.Text(request, session.Region!)),

            // One hop: programs in containers on the server do not get its role.
            MetadataOptions = new InstanceMetadataOptionsRequest
            {
                HttpEndpoint = InstanceMetadataEndpointState.Enabled, HttpTokens = HttpTokensState.Required, HttpPutResponseHopLimit = 1,
            },
            BlockDeviceMappings =
            [
                new BlockDeviceMapping
                {
                    DeviceName = image.RootDevice,
                    Ebs = new EbsBlockDevice { VolumeSize = DiskGib(request, image), VolumeType = VolumeType.Gp3, Encrypted = true, DeleteOnTermination = true },
                },
            ],
            NetworkInterfaces =
            [
                new InstanceNetworkInterfaceSpecification
                {
                    DeviceIndex = 0, SubnetId = place.SubnetId, Groups = [groupId], AssociatePublicIpAddress = request.PublicIp, DeleteOnTermination = true,
                },
            ],
            TagSpecifications =
            [
                ServerTags.For(ResourceType.Instance, ServerTags.OfInstance(request, image)),
                ServerTags.For(ResourceType.Volume, common),
                ServerTags.For(ResourceType.NetworkInterface, common),
            ],
        };
    }

    /// <summary>Size of the root disk, in GiB.</summary>
    /// <exception cref="KopsException"><c>KopsManagementServerInvalid</c>.</exception>
    internal static int DiskGib(ManagementServerRequest request, ServerImage image) =>
        request.DiskGib is not { } told ? Math.Max(ManagementServerRequest.DefaultDiskGib, image.DiskGib)
        : told >= image.DiskGib ? told : throw Faults.DiskTooSmall(image.Id, told, image.DiskGib);

    private async Task<Instance> RunOnceAsync(RunInstancesRequest run, string type, ServerPlace place, CancellationToken cancellationToken)
    {
        KopsException? last = null;
        var activity = $"Waiting for the instance profile {run.IamInstanceProfile?.Name}";
        try
        {
            var instance = await profiles.UntilAsync(
                async _ =>
                {
                    try
                    {
                        var answer = await AwsFaults.CallAsync(
                            session, "ec2:RunInstances", type, () => session.Ec2().RunInstancesAsync(run, cancellationToken), cancellationToken).ConfigureAwait(false);
                        return answer.Reservation.Instances[0];
                    }
                    catch (KopsException fault) when (IsUnknownProfile(fault))
                    {
                        last = fault;
                        feedback.Progress(new ProgressReport(activity, "EC2 does not know it yet"));
                        return null;
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return instance ?? throw Faults.InstanceProfileNotFound(run.IamInstanceProfile!.Name, last);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException answer)
        {
            throw Explained(answer, run, type, place) ?? fault;
        }
        finally
        {
            if (last is not null)
            {
                feedback.Progress(new ProgressReport(activity, "", Completed: true));
            }
        }
    }

    private static bool IsUnknownProfile(KopsException fault) => fault.InnerException is AmazonServiceException { ErrorCode: "InvalidParameterValue" } answer
        && answer.Message.Contains("iamInstanceProfile", StringComparison.OrdinalIgnoreCase);

    private KopsException? Explained(AmazonServiceException answer, RunInstancesRequest run, string type, ServerPlace place) => answer.ErrorCode switch
    {
        "InsufficientInstanceCapacity" => Faults.InstanceCapacityInsufficient(type, place.Zone, place.OtherZones, answer),
        "VcpuLimitExceeded" or "InstanceLimitExceeded" => Faults.VcpuLimitExceeded(type, session.Region!, answer.Message, answer),
        "InvalidKeyPair.NotFound" => Faults.KeyPairNotFound(run.KeyName, session.Region!, answer),
        "NoSuchEntity" => Faults.InstanceProfileNotFound(run.IamInstanceProfile?.Name ?? "", answer),
        "Unsupported" => Faults.InstanceTypeNotOffered(type, place.Zone, null, place.OtherZones),
        _ => null,
    };

    private static string Token(string groupId, string name, int attempt) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{groupId}\n{name}\n{attempt}")));
}
