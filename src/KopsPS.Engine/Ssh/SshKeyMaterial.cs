using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace KopsPS.Engine.Ssh;

/// <summary>
/// A new key in OpenSSH's own form, not encrypted (https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key). Ed25519 is
/// what .NET lacks; RSA is .NET's own.
/// </summary>
internal sealed class SshKeyMaterial
{
    private const int RsaBits = 4096;

    private SshKeyMaterial(KopsSshKeyAlgorithm algorithm, byte[] publicBlob, byte[] privateFields, string comment)
    {
        Algorithm = algorithm;
        PublicKey = SshPublicKey.Of(algorithm == KopsSshKeyAlgorithm.Rsa ? "ssh-rsa" : "ssh-ed25519", publicBlob, comment);
        PrivateKey = Armoured(publicBlob, privateFields, comment);
    }

    /// <summary>Its algorithm.</summary>
    public KopsSshKeyAlgorithm Algorithm { get; }

    /// <summary>The public key.</summary>
    public SshPublicKey PublicKey { get; }

    /// <summary>The private key as its file has it.</summary>
    public string PrivateKey { get; }

    /// <summary>Makes a key.</summary>
    public static SshKeyMaterial Create(KopsSshKeyAlgorithm algorithm, string comment) =>
        algorithm == KopsSshKeyAlgorithm.Rsa ? Rsa(comment) : Ed25519(comment);

    private static SshKeyMaterial Ed25519(string comment)
    {
        var secret = new Ed25519PrivateKeyParameters(new SecureRandom());
        var open = secret.GeneratePublicKey().GetEncoded();
        var both = (byte[])[.. secret.GetEncoded(), .. open];
        try
        {
            return new SshKeyMaterial(
                KopsSshKeyAlgorithm.Ed25519,
                Joined(Field("ssh-ed25519"), Field(open)),
                Joined(Field("ssh-ed25519"), Field(open), Field(both)),
                comment);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(both);
        }
    }

    private static SshKeyMaterial Rsa(string comment)
    {
        using var rsa = RSA.Create(RsaBits);
        var key = rsa.ExportParameters(includePrivateParameters: true);
        return new SshKeyMaterial(
            KopsSshKeyAlgorithm.Rsa,
            Joined(Field("ssh-rsa"), Number(key.Exponent!), Number(key.Modulus!)),
            Joined(
                Field("ssh-rsa"), Number(key.Modulus!), Number(key.Exponent!), Number(key.D!), Number(key.InverseQ!), Number(key.P!), Number(key.Q!)),
            comment);
    }

    private static string Armoured(byte[] publicBlob, byte[] privateFields, string comment)
    {
        const int Block = 8;
        var check = RandomNumberGenerator.GetBytes(4);
        var secret = Joined(check, check, privateFields, Field(comment));
        // Filled up with 1, 2, 3 and so on.
        secret = [.. secret, .. Enumerable.Range(1, (Block - (secret.Length % Block)) % Block).Select(i => (byte)i)];
        var one = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(one, 1);
        var whole = Joined(Encoding.ASCII.GetBytes("openssh-key-v1\0"), Field("none"), Field("none"), Field(Array.Empty<byte>()), one, Field(publicBlob), Field(secret));
        var text = new StringBuilder("-----BEGIN OPENSSH PRIVATE KEY-----\n");
        foreach (var line in Convert.ToBase64String(whole).Chunk(70))
        {
            text.Append(line).Append('\n');
        }

        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(whole);
        return text.Append("-----END OPENSSH PRIVATE KEY-----\n").ToString();
    }

    private static byte[] Field(string text) => Field(Encoding.UTF8.GetBytes(text));

    private static byte[] Field(byte[] content)
    {
        var field = new byte[4 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(field, content.Length);
        content.CopyTo(field, 4);
        return field;
    }

    /// <summary>A positive number: no zeros in front, but for one where it would read as negative.</summary>
    private static byte[] Number(byte[] digits)
    {
        var bare = digits.SkipWhile(digit => digit == 0).ToArray();
        return Field(bare.Length > 0 && bare[0] >= 0x80 ? [0, .. bare] : bare);
    }

    private static byte[] Joined(params byte[][] parts) => [.. parts.SelectMany(part => part)];
}
