using System.Buffers.Binary;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether the public SSH key is one that EC2 takes (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html: ED25519, and RSA of 2048 bits and more).</summary>
internal sealed class SshKeyCheck : IPrerequisite
{
    private const int LeastBits = 2048;
    private const string Remedy = "New-KopsSshKey";

    public string Name => "SshKey";

    public PrerequisiteNeed Need => PrerequisiteNeed.Nothing;

    public bool IsDecisive(KopsCheck check) => true;

    public bool Applies(PrerequisiteRequest request) => request.SshPublicKey is not null;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var path = context.Request.SshPublicKey!;
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [Check(path, KopsCheckVerdict.Fail, fault.Message)];
        }

        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return [Check(path, KopsCheckVerdict.Fail, "this is the private key; name the .pub file beside it")];
        }

        if (text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var kind, var encoded, ..])
        {
            return [Check(path, KopsCheckVerdict.Fail, "this is no public key of OpenSSH")];
        }

        return [kind switch
        {
            "ssh-ed25519" => Check(path, KopsCheckVerdict.Pass, "ED25519"),
            "ssh-rsa" when RsaBits(encoded) is { } bits => Check(path, bits < LeastBits ? KopsCheckVerdict.Fail : KopsCheckVerdict.Pass, $"RSA of {bits} bits"),
            "ssh-rsa" => Check(path, KopsCheckVerdict.Fail, "this is no public key of OpenSSH"),
            _ => Check(path, KopsCheckVerdict.Fail, $"EC2 does not take keys of kind {kind}"),
        }];
    }

    /// <summary>Length of the modulus: the third of the length-prefixed fields (RFC 4253, 6.6).</summary>
    private static int? RsaBits(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return null;
        }

        var rest = bytes.AsSpan(0, length);
        for (var field = 0; field < 3; field++)
        {
            if (rest.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(rest) is var size && size > rest.Length - 4)
            {
                return null;
            }

            if (field == 2)
            {
                var modulus = rest.Slice(4, (int)size).TrimStart((byte)0);
                return modulus.IsEmpty ? null : (modulus.Length * 8) - System.Numerics.BitOperations.LeadingZeroCount((uint)modulus[0]) + 24;
            }

            rest = rest[(4 + (int)size)..];
        }

        return null;
    }

    private KopsCheck Check(string path, KopsCheckVerdict verdict, string found) => new()
    {
        Name = Name,
        Verdict = verdict,
        Found = found,
        Wanted = "a public key that EC2 takes: ED25519, or RSA of at least 2048 bits",
        Remedy = verdict == KopsCheckVerdict.Fail ? Remedy : null,
        Target = path,
    };
}
