namespace KopsPS.Engine;

/// <summary>Faults of keys for SSH.</summary>
public static partial class Faults
{
    /// <summary>There is a file where a key should be written.</summary>
    internal static KopsException SshKeyExists(string path, string why, Exception? inner = null) => new(
        "KopsSshKeyExists", FaultKind.ResourceExists, $"{path} is there already, and {why}. Keys are never overwritten.", path,
        "Choose another -Path or -Name, or move the old key away.", inner);

    /// <summary>A file that should be a public key is none.</summary>
    internal static KopsException SshKeyInvalid(string path, string why) => new(
        "KopsSshKeyInvalid", FaultKind.InvalidData, $"{path} is no public key for SSH: {why}.", path, $"Write it anew from the private key: ssh-keygen -y -f <private key> > {path}");

    /// <summary>A private key named in place of the public one. The advice must not lead to its being overwritten.</summary>
    internal static KopsException SshKeyPrivate(string path) => new(
        "KopsSshKeyInvalid", FaultKind.InvalidData, $"{path} is a private key, which stays where it is.", path, $"Name the public key of the pair, mostly {path}.pub");

    /// <summary>It is there, and may not be read.</summary>
    internal static KopsException SshKeyUnreadable(string path, Exception inner) => new(
        "KopsSshKeyInvalid", FaultKind.InvalidData, $"{path} cannot be read: {inner.Message}", path, "Check the path and the rights on the file.", inner);

    /// <summary>A name that EC2 does not take, or that cannot be a file's.</summary>
    internal static KopsException SshKeyNameInvalid(string name) => new(
        "KopsSshKeyNameInvalid", FaultKind.InvalidArgument, $"'{name}' cannot be the name of a key.", name, "Use letters, digits and . _ @ -, such as kops or kops.prod.");

    /// <summary>A key cannot be written.</summary>
    internal static KopsException SshKeyNotWritable(string path, Exception inner) => new(
        "KopsSshKeyNotWritable", FaultKind.WriteError, $"The key {path} cannot be written: {inner.Message} Nothing of it was left behind.", path,
        "Choose a folder of your own with -Path.", inner);

    /// <summary>Nothing here can write an encrypted key.</summary>
    internal static KopsException SshKeyPassphraseUnsupported(string why, Exception? inner = null) => new(
        "KopsSshKeyPassphraseUnsupported", FaultKind.NotImplemented, $"A key with a passphrase cannot be written here: {why}. No key was made.", null,
        "Install OpenSSH 8.4 or newer, so that ssh-keygen is on the PATH; or make the key without -Passphrase and set one with ssh-keygen -p.", inner);

    /// <summary>A passphrase that ssh-keygen would refuse.</summary>
    internal static KopsException SshKeyPassphraseInvalid() => new(
        "KopsSshKeyPassphraseInvalid", FaultKind.InvalidArgument, "ssh-keygen takes passphrases of 5 characters or more, without line breaks.", null, "Choose a longer one.");

    /// <summary>EC2 has another key under the name.</summary>
    internal static KopsException SshKeyPairDiffers(string name, string id, string region) => new(
        "KopsSshKeyPairDiffers", FaultKind.ResourceExists, $"EC2 has a key pair '{name}' ({id}) in {region} already, with another key. It is left as it is.", name,
        $"Choose another -Name, or remove that one: Remove-KopsSshKey -KeyPairId {id}");

    /// <summary>EC2 has no such key pair.</summary>
    internal static KopsException SshKeyPairNotFound(string name, string region) => new(
        "KopsSshKeyPairNotFound", FaultKind.ObjectNotFound, $"EC2 has no key pair '{name}' in {region}.", name, "Check the name and -Region: aws ec2 describe-key-pairs");

    /// <summary>A key pair that somebody else imported.</summary>
    internal static KopsException SshKeyPairNotOwned(string name, string id) => new(
        "KopsSshKeyPairNotOwned", FaultKind.InvalidOperation, $"The key pair '{name}' ({id}) was not imported by KopsPS: it lacks the tag KopsPS:Owner. Nothing was removed.", name,
        $"Name it by its id where you mean it: Remove-KopsSshKey -KeyPairId {id}");
}
