using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KopsPS.Engine.Ssh;

/// <summary>A public key as a line of <c>authorized_keys</c>.</summary>
internal sealed record SshPublicKey(string Type, string Base64, string Comment)
{
    /// <summary>The line.</summary>
    public string Line => Comment.Length == 0 ? $"{Type} {Base64}" : $"{Type} {Base64} {Comment}";

    /// <summary>Fingerprint as <c>ssh-keygen -l</c> shows it.</summary>
    public string Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Base64))).TrimEnd('=');

    /// <summary>Its algorithm.</summary>
    public KopsSshKeyAlgorithm Algorithm => Type == "ssh-rsa" ? KopsSshKeyAlgorithm.Rsa : KopsSshKeyAlgorithm.Ed25519;

    /// <summary>Of its parts.</summary>
    public static SshPublicKey Of(string type, byte[] blob, string comment) => new(type, Convert.ToBase64String(blob), comment);

    /// <summary>Reads a line.</summary>
    /// <exception cref="KopsException"><c>KopsSshKeyInvalid</c>.</exception>
    public static SshPublicKey Parse(string text, string path)
    {
        if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw Faults.SshKeyPrivate(path);
        }

        var parts = text.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || parts[0] is not ("ssh-ed25519" or "ssh-rsa"))
        {
            throw Faults.SshKeyInvalid(path, "EC2 and kops take ssh-ed25519 and ssh-rsa");
        }

        var blob = new byte[parts[1].Length];
        if (!Convert.TryFromBase64String(parts[1], blob, out var length) || length < 8 || BinaryPrimitives.ReadInt32BigEndian(blob) is var named && named != parts[0].Length
            || Encoding.ASCII.GetString(blob, 4, parts[0].Length) != parts[0])
        {
            throw Faults.SshKeyInvalid(path, "its content is not a key of that type");
        }

        return new SshPublicKey(parts[0], parts[1], parts.Length > 2 ? parts[2].Trim() : "");
    }

    /// <summary>Whether another line has the same key, whatever its comment.</summary>
    public bool SameKeyAs(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var type, var content, ..] && type == Type && content.Trim() == Base64;

    /// <summary>
    /// Whether EC2 shows this fingerprint for the key: SHA-256 in base64 for Ed25519, MD5 in hexadecimal of the key's DER form for RSA
    /// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html).
    /// </summary>
    public bool HasEc2Fingerprint(string fingerprint)
    {
        if (Algorithm == KopsSshKeyAlgorithm.Ed25519)
        {
            return fingerprint.TrimEnd('=') == Fingerprint["SHA256:".Length..];
        }

        var blob = Convert.FromBase64String(Base64);
        var at = 0;
        byte[] Next()
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(blob.AsSpan(at));
            var field = blob.AsSpan(at + 4, length).ToArray();
            at += 4 + length;
            return field;
        }

        _ = Next();
        var exponent = Next();
        var modulus = Next().SkipWhile(digit => digit == 0).ToArray();
        using var rsa = RSA.Create(new RSAParameters { Exponent = exponent, Modulus = modulus });
#pragma warning disable CA5351 // What EC2 shows is MD5.
        var digest = MD5.HashData(rsa.ExportSubjectPublicKeyInfo());
#pragma warning restore CA5351
        return string.Equals(Convert.ToHexString(digest), fingerprint.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }
}
