using System.Security.Cryptography;
using System.Text;

namespace KopsPS.Engine.Environments;

/// <summary>Names of what an environment consists of, where nobody chose others.</summary>
internal sealed class EnvironmentNames
{
    private const int LongestBucket = 63;

    /// <summary>Names for a request.</summary>
    /// <param name="request">The environment.</param>
    /// <param name="account">Account id.</param>
    /// <param name="partition">Partition, such as <c>aws</c>.</param>
    /// <param name="region">Region.</param>
    public EnvironmentNames(EnvironmentRequest request, string account, string partition, string region)
    {
        StateStore = request.StateStoreName ?? Bucket(request.Name, account, region);
        KeyPair = $"kops-{request.Name}";
        Role = request.RoleName ?? $"kops-{request.Name}";
        ServerRole = $"kops-{request.Name}-server";
        SessionManagerPolicy = $"arn:{partition}:iam::aws:policy/AmazonSSMManagedInstanceCore";
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName}\n{request.SshPublicKey ?? request.SshKeyPath}")));
        LockPath = Path.Combine(Path.GetTempPath(), $"kopsps-key-{key[..16]}.lock");
    }

    /// <summary>Bucket of the state store.</summary>
    public string StateStore { get; }

    /// <summary>The state store as kops takes it.</summary>
    public string StateStoreUrl => $"s3://{StateStore}";

    /// <summary>Key pair in EC2.</summary>
    public string KeyPair { get; }

    /// <summary>Role of a pipeline.</summary>
    public string Role { get; }

    /// <summary>Role and instance profile of the management server.</summary>
    public string ServerRole { get; }

    /// <summary>ARN of the policy with which AWS' agent on a server reaches Session Manager.</summary>
    public string SessionManagerPolicy { get; }

    /// <summary>Lock of the SSH key's files.</summary>
    public string LockPath { get; }

    /// <summary>The private key that belongs to a public one.</summary>
    public static string PrivateKeyOf(string publicKey) => publicKey.EndsWith(".pub", StringComparison.OrdinalIgnoreCase)
        ? publicKey[..^4] : throw Faults.EnvironmentSettingInvalid("SshPublicKey", publicKey, "a public key that is imported into EC2 is a file that ends in .pub");

    /// <summary>The world has one namespace of buckets: account and region keep the name apart from other people's.</summary>
    private static string Bucket(string environment, string account, string region)
    {
        var rest = $"-kops-{account}-{region}";
        return environment[..Math.Min(environment.Length, LongestBucket - rest.Length)].TrimEnd('-') + rest;
    }
}
