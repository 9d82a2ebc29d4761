using System.Text;
using System.Text.RegularExpressions;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Ssh;

/// <summary>Makes keys for SSH, imports them into EC2, and takes the imported ones away again.</summary>
/// <param name="session">Where to import; asked for nothing else.</param>
/// <param name="feedback">Where to tell what is done.</param>
public sealed partial class SshKeyProvisioner(AwsSession session, IFeedback feedback)
{
    private const string FileKind = "SshKey";
    private const string PairKind = "KeyPair";

    /// <summary>What <see cref="ApplyAsync"/> would do; changes nothing.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">As for <see cref="ApplyAsync"/>.</exception>
    public async Task<IReadOnlyList<KopsChange>> PlanAsync(SshKeyRequest request, CancellationToken cancellationToken = default)
    {
        var (files, there, pair) = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        return
        [
            Change(there is null ? KopsChangeAction.Create : KopsChangeAction.Keep, FileKind, request.Name, files.Private),
            .. request.Import ? [Change(pair is null ? KopsChangeAction.Create : KopsChangeAction.Keep, PairKind, request.Name, pair?.KeyPairId)] : Array.Empty<KopsChange>(),
        ];
    }

    /// <summary>Makes the key where there is none, and imports it where told. A key that is there is kept, never overwritten.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">
    /// <c>KopsSshKeyNameInvalid</c>, <c>KopsSshKeyExists</c>, <c>KopsSshKeyInvalid</c>, <c>KopsSshKeyNotWritable</c>, <c>KopsSshKeyPassphraseUnsupported</c>,
    /// <c>KopsSshKeyPassphraseInvalid</c>, <c>KopsSshKeyPairDiffers</c>, <c>KopsTagInvalid</c>, and the faults of AWS' calls.
    /// </exception>
    public async Task<KopsSshKey> ApplyAsync(SshKeyRequest request, CancellationToken cancellationToken = default)
    {
        var (files, there, pair) = await LookAsync(request, cancellationToken).ConfigureAwait(false);
        var changes = new List<KopsChange>();
        var key = there;
        if (key is null)
        {
            feedback.Verbose($"Writing {files.Private}.");
            var made = SshKeyMaterial.Create(request.Algorithm ?? KopsSshKeyAlgorithm.Ed25519, request.Comment ?? request.Name);
            await files.WriteAsync(made, request.Passphrase, session.Environment, cancellationToken).ConfigureAwait(false);
            key = made.PublicKey;
        }
        else if (request.Passphrase is not null && !await SshKeyEncryption.IsEncryptedAsync(files.Private, cancellationToken).ConfigureAwait(false))
        {
            feedback.Warning($"{files.Private} is kept as it is, without a passphrase. Set one with: ssh-keygen -p -f {files.Private}");
        }

        changes.Add(Change(there is null ? KopsChangeAction.Create : KopsChangeAction.Keep, FileKind, request.Name, files.Private));
        if (request.Import)
        {
            try
            {
                var imported = pair?.KeyPairId ?? await ImportAsync(request, key, cancellationToken).ConfigureAwait(false);
                changes.Add(Change(pair is null ? KopsChangeAction.Create : KopsChangeAction.Keep, PairKind, request.Name, imported));
                return Model(request, files, key, await IsEncryptedAsync(request, files, cancellationToken).ConfigureAwait(false), imported, changes);
            }
            catch (Exception) when (there is null)
            {
                files.Delete();
                throw;
            }
        }

        return Model(request, files, key, await IsEncryptedAsync(request, files, cancellationToken).ConfigureAwait(false), null, changes);
    }

    /// <summary>What <see cref="RemoveAsync"/> would remove; changes nothing.</summary>
    /// <param name="name">Name of the key pair, or null.</param>
    /// <param name="keyPairId">Its id, which also takes one that others imported; or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">As for <see cref="RemoveAsync"/>.</exception>
    public async Task<IReadOnlyList<KopsChange>> PlanRemovalAsync(string? name, string? keyPairId, CancellationToken cancellationToken = default)
    {
        var pair = await NamedAsync(name, keyPairId, cancellationToken).ConfigureAwait(false);
        return [Change(KopsChangeAction.Delete, PairKind, pair.KeyName, pair.KeyPairId)];
    }

    /// <summary>Removes an imported key pair from EC2. The files stay.</summary>
    /// <param name="name">Name of the key pair, or null.</param>
    /// <param name="keyPairId">Its id, which also takes one that others imported; or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KopsSshKeyPairNotFound</c>, <c>KopsSshKeyPairNotOwned</c>, and the faults of AWS' calls.</exception>
    public async Task<IReadOnlyList<KopsChange>> RemoveAsync(string? name, string? keyPairId, CancellationToken cancellationToken = default)
    {
        var pair = await NamedAsync(name, keyPairId, cancellationToken).ConfigureAwait(false);
        await AwsFaults.CallAsync(
            session, "ec2:DeleteKeyPair", pair.KeyName, () => session.Ec2().DeleteKeyPairAsync(new DeleteKeyPairRequest { KeyName = pair.KeyName }, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [Change(KopsChangeAction.Delete, PairKind, pair.KeyName, pair.KeyPairId)];
    }

    private async Task<(SshKeyFiles Files, SshPublicKey? There, KeyPairInfo? Pair)> LookAsync(SshKeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!KeyName().IsMatch(request.Name))
        {
            throw Faults.SshKeyNameInvalid(request.Name);
        }

        if (request.Passphrase is { } passphrase)
        {
            SshKeyEncryption.Check(passphrase);
        }

        _ = OwnershipTags.For(request.Environment, null, request.Tags);
        var files = new SshKeyFiles(Path.GetFullPath(request.Path ?? Path.Combine(session.Environment.HomeDirectory, ".ssh", request.Name)));
        var there = await files.FindAsync(request.Algorithm, request.PublicOnly, cancellationToken).ConfigureAwait(false);
        if (there is null && request.Passphrase is not null)
        {
            _ = SshKeyEncryption.Find(session.Environment);
        }

        var pair = request.Import ? await PairAsync(request.Name, cancellationToken).ConfigureAwait(false) : null;
        if (pair is not null && !(there is not null && IsSame(pair, there)))
        {
            throw Faults.SshKeyPairDiffers(request.Name, pair.KeyPairId, session.Region!);
        }

        return (files, there, pair);
    }

    private async Task<string> ImportAsync(SshKeyRequest request, SshPublicKey key, CancellationToken cancellationToken)
    {
        feedback.Verbose($"Importing the key pair {request.Name} into EC2 in {session.Region}.");
        var import = new ImportKeyPairRequest
        {
            KeyName = request.Name,
            PublicKeyMaterial = Convert.ToBase64String(Encoding.UTF8.GetBytes(key.Line)),
            TagSpecifications =
            [
                new TagSpecification
                {
                    ResourceType = ResourceType.KeyPair,
                    Tags = [.. OwnershipTags.For(request.Environment, null, request.Tags).Select(tag => new Tag(tag.Key, tag.Value))],
                },
            ],
        };
        return await AwsFaults.CallAsync(
            session,
            "ec2:ImportKeyPair",
            request.Name,
            async () =>
            {
                try
                {
                    return (await session.Ec2().ImportKeyPairAsync(import, cancellationToken).ConfigureAwait(false)).KeyPairId;
                }
                catch (AmazonServiceException fault) when (fault.ErrorCode == "InvalidKeyPair.Duplicate")
                {
                    // Another run was faster.
                    var pair = await PairAsync(request.Name, cancellationToken).ConfigureAwait(false);
                    return pair is not null && IsSame(pair, key) ? pair.KeyPairId : throw Faults.SshKeyPairDiffers(request.Name, pair?.KeyPairId ?? "", session.Region!);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<KeyPairInfo> NamedAsync(string? name, string? keyPairId, CancellationToken cancellationToken)
    {
        var pair = keyPairId is null
            ? await PairAsync(name!, cancellationToken).ConfigureAwait(false)
            : await FindAsync(new Filter("key-pair-id", [keyPairId]), keyPairId, cancellationToken).ConfigureAwait(false);
        return pair is null
            ? throw Faults.SshKeyPairNotFound(keyPairId ?? name!, session.Region!)
            : keyPairId is null && !OwnershipTags.AreOurs((pair.Tags ?? []).Select(tag => KeyValuePair.Create(tag.Key, tag.Value)))
                ? throw Faults.SshKeyPairNotOwned(pair.KeyName, pair.KeyPairId)
                : pair;
    }

    private Task<KeyPairInfo?> PairAsync(string name, CancellationToken cancellationToken) => FindAsync(new Filter("key-name", [name]), name, cancellationToken);

    /// <summary>By a filter: asked for by name, EC2 answers what is not there with an error.</summary>
    private Task<KeyPairInfo?> FindAsync(Filter filter, string target, CancellationToken cancellationToken) => AwsFaults.CallAsync(
        session,
        "ec2:DescribeKeyPairs",
        target,
        async () => (await session.Ec2().DescribeKeyPairsAsync(new DescribeKeyPairsRequest { Filters = [filter], IncludePublicKey = true }, cancellationToken).ConfigureAwait(false))
            .KeyPairs?.FirstOrDefault(pair => filter.Values.Contains(pair.KeyName) || filter.Values.Contains(pair.KeyPairId)),
        cancellationToken);

    private static async Task<bool> IsEncryptedAsync(SshKeyRequest request, SshKeyFiles files, CancellationToken cancellationToken) =>
        !request.PublicOnly && await SshKeyEncryption.IsEncryptedAsync(files.Private, cancellationToken).ConfigureAwait(false);

    private static bool IsSame(KeyPairInfo pair, SshPublicKey key) =>
        (pair.PublicKey is { Length: > 0 } line && key.SameKeyAs(line)) || (pair.KeyFingerprint is { Length: > 0 } fingerprint && key.HasEc2Fingerprint(fingerprint));

    private KopsSshKey Model(SshKeyRequest request, SshKeyFiles files, SshPublicKey key, bool encrypted, string? pair, IEnumerable<KopsChange> changes) => new()
    {
        KeyName = request.Name,
        Algorithm = key.Algorithm,
        PrivateKeyPath = files.Private,
        PublicKeyPath = files.Public,
        PublicKey = key.Line,
        Fingerprint = key.Fingerprint,
        Encrypted = encrypted,
        KeyPairId = pair,
        Changes = [.. changes],
        Region = session.Region,
        ProfileName = session.ProfileName,
        EndpointUrl = session.EndpointUrl,
    };

    private static KopsChange Change(KopsChangeAction action, string kind, string name, string? detail) => new() { Action = action, Kind = kind, Name = name, Detail = detail };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyName();
}
