using System.Security;

namespace KopsPS.Engine.Ssh;

/// <summary>The two files of a key. New ones take their places in one move each and replace nothing.</summary>
internal sealed class SshKeyFiles(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The private key.</summary>
    public string Private => path;

    /// <summary>The public key.</summary>
    public string Public => path + ".pub";

    /// <summary>The key that is there; null where there is none.</summary>
    /// <exception cref="KopsException"><c>KopsSshKeyExists</c>, <c>KopsSshKeyInvalid</c>, <c>KopsSshKeyNotWritable</c>.</exception>
    public async Task<SshPublicKey?> FindAsync(KopsSshKeyAlgorithm? wanted, bool publicOnly, CancellationToken cancellationToken)
    {
        var (hasPrivate, hasPublic) = (publicOnly || Exists(Private), Exists(Public));
        if (publicOnly && !hasPublic)
        {
            throw Faults.SshKeyInvalid(Public, "there is no such file");
        }

        if (!hasPrivate && !hasPublic)
        {
            return null;
        }

        if (!hasPublic)
        {
            throw Faults.SshKeyExists(Private, $"its public key {Public} is missing (ssh-keygen -y -f {Private} writes it)");
        }

        if (!hasPrivate)
        {
            throw Faults.SshKeyExists(Public, $"its private key {Private} is missing");
        }

        try
        {
            var found = SshPublicKey.Parse(await File.ReadAllTextAsync(Public, cancellationToken).ConfigureAwait(false), Public);
            return wanted is null || wanted == found.Algorithm ? found : throw Faults.SshKeyExists(Private, $"it is of the type {found.Type}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.SshKeyExists(Public, $"it cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Writes both, or neither.</summary>
    /// <exception cref="KopsException"><c>KopsSshKeyExists</c>, <c>KopsSshKeyNotWritable</c>, <c>KopsSshKeyPassphraseUnsupported</c>.</exception>
    public async Task WriteAsync(SshKeyMaterial key, SecureString? passphrase, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var keygen = passphrase is null ? null : SshKeyEncryption.Find(environment);
        var fresh = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            MakeFolder();
            try
            {
                await WriteAsync(fresh, key.PrivateKey, OwnerOnly, cancellationToken).ConfigureAwait(false);
                await WriteAsync(fresh + ".pub", key.PublicKey.Line + "\n", OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead, cancellationToken).ConfigureAwait(false);
                if (keygen is not null)
                {
                    await SshKeyEncryption.EncryptAsync(keygen, fresh, passphrase!, environment, cancellationToken).ConfigureAwait(false);
                }

                Place(fresh);
            }
            finally
            {
                File.Delete(fresh);
                File.Delete(fresh + ".pub");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.SshKeyNotWritable(Private, fault);
        }
    }

    /// <summary>Takes away what was written just now and turned out to be of no use.</summary>
    public void Delete()
    {
        File.Delete(Private);
        File.Delete(Public);
    }

    private void Place(string fresh)
    {
        try
        {
            File.Move(fresh, Private, overwrite: false);
        }
        catch (IOException fault) when (Exists(Private))
        {
            throw Faults.SshKeyExists(Private, "somebody has written it just now", fault);
        }

        try
        {
            File.Move(fresh + ".pub", Public, overwrite: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(Private);
            throw Exists(Public) ? Faults.SshKeyExists(Public, "somebody has written it just now", fault) : Faults.SshKeyNotWritable(Public, fault);
        }
    }

    private void MakeFolder()
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static async Task WriteAsync(string path, string text, UnixFileMode mode, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
    }
}
