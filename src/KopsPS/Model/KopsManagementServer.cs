namespace KopsPS;

/// <summary>An EC2 instance from which clusters are managed, with PowerShell, this module, kops and kubectl on it.</summary>
public sealed class KopsManagementServer
{
    /// <summary>Name of the server; also its host name and its <c>Name</c> tag.</summary>
    public required string ServerName { get; init; }

    /// <summary>Id of the instance, such as <c>i-0123456789abcdef0</c>.</summary>
    public required string InstanceId { get; init; }

    /// <summary>EC2's state: <c>pending</c>, <c>running</c>, <c>stopping</c>, <c>stopped</c>, <c>shutting-down</c>, <c>terminated</c>.</summary>
    public required string State { get; init; }

    /// <summary>Instance type, such as <c>t2.medium</c>.</summary>
    public required string InstanceType { get; init; }

    /// <summary>Availability zone.</summary>
    public string? Zone { get; init; }

    /// <summary>Public IPv4 address; another one after each start.</summary>
    public string? PublicIp { get; init; }

    /// <summary>Private IPv4 address.</summary>
    public string? PrivateIp { get; init; }

    /// <summary>VPC.</summary>
    public string? NetworkId { get; init; }

    /// <summary>Subnet.</summary>
    public string? SubnetId { get; init; }

    /// <summary>Id of the image.</summary>
    public string? ImageId { get; init; }

    /// <summary>What the image is, such as <c>Ubuntu 24.04</c>.</summary>
    public string? Image { get; init; }

    /// <summary>Key pair in EC2 whose public key is on the server.</summary>
    public string? KeyName { get; init; }

    /// <summary>The server's own security group.</summary>
    public string? SecurityGroupId { get; init; }

    /// <summary>Name of the instance profile; its role is who kops is on the server.</summary>
    public string? InstanceProfile { get; init; }

    /// <summary>Account to log in with.</summary>
    public string? SshUser { get; init; }

    /// <summary>When it was started last, in UTC.</summary>
    public DateTimeOffset? LaunchTime { get; init; }

    /// <summary>Its first set-up.</summary>
    public KopsCloudInit CloudInit { get; internal set; } = new();

    /// <summary>How a person gets on it.</summary>
    public KopsServerAccess Access { get; init; }

    /// <summary>Environment that it belongs to.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What the call that wrote this did.</summary>
    public KopsChange[] Changes { get; init; } = [];

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint for all AWS services.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{ServerName} ({InstanceId}, {State})";
}
