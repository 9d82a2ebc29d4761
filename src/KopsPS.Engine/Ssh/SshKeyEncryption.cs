using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security;
using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Ssh;

/// <summary>
/// Sets the passphrase of a private key with <c>ssh-keygen</c>, since no library that is kept writes an encrypted key in OpenSSH's form. The
/// passphrase is on no command line and in no file: ssh-keygen asks a program for it, which has it from its environment.
/// </summary>
internal static class SshKeyEncryption
{
    private const string Variable = "KOPSPS_SSH_PASSPHRASE";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>The ssh-keygen to use.</summary>
    /// <exception cref="KopsException"><c>KopsSshKeyPassphraseUnsupported</c>.</exception>
    public static string Find(HostEnvironment environment)
    {
        if (OperatingSystem.IsWindows())
        {
            throw Faults.SshKeyPassphraseUnsupported("ssh-keygen of Windows takes a passphrase from a person only");
        }

        return (environment["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "ssh-keygen")).FirstOrDefault(File.Exists)
            ?? throw Faults.SshKeyPassphraseUnsupported("ssh-keygen is not on the PATH");
    }

    /// <summary>Refuses what ssh-keygen would refuse.</summary>
    /// <exception cref="KopsException"><c>KopsSshKeyPassphraseInvalid</c>.</exception>
    public static void Check(SecureString passphrase)
    {
        var text = Plain(passphrase);
        if (text.Length < 5 || text.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            throw Faults.SshKeyPassphraseInvalid();
        }
    }

    /// <summary>Encrypts a private key where it lies.</summary>
    /// <exception cref="KopsException"><c>KopsSshKeyPassphraseUnsupported</c>.</exception>
    public static async Task EncryptAsync(string keygen, string path, SecureString passphrase, HostEnvironment environment, CancellationToken cancellationToken)
    {
        // A folder of our own: nobody else can put another program there.
        var folder = Directory.CreateTempSubdirectory("kopsps-");
        try
        {
            var ask = Path.Combine(folder.FullName, "ask");
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            }

            await using (var writer = new StreamWriter(ask, options))
            {
                await writer.WriteAsync($"#!/bin/sh\nprintf '%s\\n' \"${Variable}\"\n".AsMemory(), cancellationToken).ConfigureAwait(false);
            }

            var variables = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] = environment["PATH"] ?? "",
                ["HOME"] = environment.HomeDirectory,
                ["SSH_ASKPASS"] = ask,
                ["SSH_ASKPASS_REQUIRE"] = "force",
                ["DISPLAY"] = "none",
                [Variable] = Plain(passphrase),
            };
            var exit = await ChildProcess.RunAsync(
                keygen, ["-q", "-p", "-f", path], variables, _ => ValueTask.CompletedTask, _ => ValueTask.CompletedTask, Grace, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (exit.ExitCode != 0 || !await IsEncryptedAsync(path, cancellationToken).ConfigureAwait(false))
            {
                throw Faults.SshKeyPassphraseUnsupported($"ssh-keygen ended with {exit.ExitCode}");
            }
        }
        catch (Win32Exception fault)
        {
            throw Faults.SshKeyPassphraseUnsupported($"ssh-keygen cannot be started: {fault.Message}", fault);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether a private key in OpenSSH's form, or in PEM's, needs a passphrase.</summary>
    public static async Task<bool> IsEncryptedAsync(string path, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false);
        if (lines.Any(line => line.Contains("ENCRYPTED", StringComparison.Ordinal)))
        {
            return true;
        }

        // The name of the cipher follows the 15 characters of the magic word and its own length.
        var body = string.Concat(lines.Where(line => !line.StartsWith('-')).Select(line => line.Trim()));
        var content = new byte[body.Length];
        return lines.Length > 0 && lines[0].Contains("OPENSSH", StringComparison.Ordinal) && Convert.TryFromBase64String(body, content, out var length) && length > 23
            && !content.AsSpan(19, 4).SequenceEqual("none"u8);
    }

    private static string Plain(SecureString secret)
    {
        var text = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(text) ?? "";
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }
}
