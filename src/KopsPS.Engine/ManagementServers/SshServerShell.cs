using System.Net.Sockets;
using KopsPS.Engine.Aws;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Runs commands by SSH. A host key that is not the one known ends the connection before anything is sent.</summary>
public sealed class SshServerShell : IServerShell
{
    /// <summary>A new server answers before it has its account's key; after this time the key is the wrong one.</summary>
    private static readonly TimeSpan KeyGrace = TimeSpan.FromMinutes(2);

    private readonly SshTarget _target;
    private readonly KnownServers _known;
    private readonly Func<CancellationToken, Task<bool>> _learn;
    private readonly IFeedback _feedback;
    private readonly TimeProvider _clock;
    private long? _firstDenial;

    /// <summary>Creates a shell; connects for each command.</summary>
    /// <param name="target">The server.</param>
    /// <param name="known">Host keys known, and where a new one is noted.</param>
    /// <param name="learn">Looks for the server's host key elsewhere, before one is taken at its word.</param>
    /// <param name="feedback">Where a key that was taken at its word is told of.</param>
    /// <param name="clock">Clock.</param>
    public SshServerShell(SshTarget target, KnownServers known, Func<CancellationToken, Task<bool>> learn, IFeedback feedback, TimeProvider? clock = null)
    {
        _target = target;
        _known = known;
        _learn = learn;
        _feedback = feedback;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>The shell of a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="keyFile">Private key.</param>
    /// <param name="session">How AWS is reached, for the server's console.</param>
    /// <param name="environment">The user's environment.</param>
    /// <param name="feedback">Where a key that was taken at its word is told of.</param>
    /// <exception cref="KopsException"><c>KopsManagementServerNotReachable</c>.</exception>
    public static SshServerShell For(KopsManagementServer server, string keyFile, AwsSession session, HostEnvironment environment, IFeedback feedback)
    {
        ArgumentNullException.ThrowIfNull(server);
        var known = KnownServers.Of(environment);
        var keys = new ServerHostKeys(session, known, feedback);
        return new SshServerShell(SshTarget.Of(server, keyFile), known, token => keys.LearnAsync(server.InstanceId, token), feedback);
    }

    /// <inheritdoc/>
    public async Task<ShellAnswer> RunAsync(string command, CancellationToken cancellationToken)
    {
        await _learn(cancellationToken).ConfigureAwait(false);
        using var key = ReadKey();
        var method = new PrivateKeyAuthenticationMethod(_target.User, key);
        using var client = new SshClient(new ConnectionInfo(_target.Address, _target.Port, _target.User, method) { Timeout = _target.Timeout });
        KopsException? refused = null;
        HostKey? taken = null;
        client.HostKeyReceived += (_, shown) =>
        {
            (taken, refused) = Judge(new HostKey(TypeOf(shown.HostKey), Convert.ToBase64String(shown.HostKey)));
            shown.CanTrust = refused is null;
        };
        try
        {
            await client.ConnectAsync(cancellationToken).ConfigureAwait(false);
            Note(taken);
            using var run = client.CreateCommand(command);
            run.CommandTimeout = _target.Timeout;
            await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            return new ShellAnswer(run.Result, null);
        }
        catch (Exception) when (refused is not null)
        {
            throw refused;
        }
        catch (SshAuthenticationException fault)
        {
            return Denied(fault);
        }
        catch (Exception fault) when (fault is SshException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return new ShellAnswer(null, $"{_target.Address} does not take SSH yet: {fault.Message.TrimEnd('.')}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ShellAnswer(null, $"{_target.Address} does not answer SSH yet");
        }
    }

    private PrivateKeyFile ReadKey()
    {
        try
        {
            return new PrivateKeyFile(_target.KeyFile);
        }
        catch (SshPassPhraseNullOrEmptyException fault)
        {
            throw Faults.SshKeyFileInvalid(_target.KeyFile, "it has a passphrase, and nobody can be asked for it here. Enter-KopsManagementServer asks for it.", fault);
        }
        catch (Exception fault) when (fault is SshException or IOException or UnauthorizedAccessException or FormatException or NotSupportedException or ArgumentException)
        {
            throw Faults.SshKeyFileInvalid(_target.KeyFile, fault.Message, fault);
        }
    }

    private (HostKey Taken, KopsException? Refused) Judge(HostKey shown)
    {
        var known = _known.Keys(_target.InstanceId);
        return known.Count == 0 || known.Any(key => key.Base64 == shown.Base64)
            ? (shown, null)
            : (shown, Faults.SshHostKeyMismatch(_target.InstanceId, shown.Fingerprint, string.Join(", ", known.Select(key => key.Fingerprint)), _known.Path));
    }

    private void Note(HostKey? taken)
    {
        _firstDenial = null;
        if (taken is not null && _known.Keys(_target.InstanceId).Count == 0)
        {
            _known.Add(_target.InstanceId, [taken]);
            _feedback.Warning($"The host key of {_target.InstanceId} is taken at its word, since its console does not show it: {taken.Fingerprint}. It is kept in {_known.Path}.");
        }
    }

    private ShellAnswer Denied(SshAuthenticationException fault)
    {
        _firstDenial ??= _clock.GetTimestamp();
        return _clock.GetElapsedTime(_firstDenial.Value) < KeyGrace
            ? new ShellAnswer(null, $"{_target.Address} does not let {_target.User} in yet")
            : throw Faults.SshAccessDenied(_target.Address, _target.User, fault);
    }

    private static string TypeOf(byte[] key) => System.Text.Encoding.ASCII.GetString(key, 4, key[3]);
}
