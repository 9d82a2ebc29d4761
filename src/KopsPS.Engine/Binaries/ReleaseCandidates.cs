using System.Runtime.CompilerServices;

namespace KopsPS.Engine.Binaries;

/// <summary>A place that should have a binary, and the digest that it should have there.</summary>
internal sealed record ReleaseCandidate(Uri Address, string Digest);

/// <summary>Finds the places that have a binary.</summary>
internal sealed class ReleaseCandidates(ReleaseClient client, IFeedback feedback)
{
    /// <summary>Where the binary may lie, in the order to try.</summary>
    public static IEnumerable<Uri> Addresses(BinaryPlan plan) =>
        plan.Source.TemplatesOf(plan.Request.Name).Select(template => template.Expand(plan.Request.Name, plan.Version, plan.Platform));

    /// <summary>The places that have a checksum for the binary, one after another; with a digest from elsewhere all places.</summary>
    public async IAsyncEnumerable<ReleaseCandidate> ReadAsync(BinaryPlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KopsException? failure = null;
        string? unreachable = null;
        var any = false;
        foreach (var address in Addresses(plan))
        {
            if (plan.Request.Sha256 is { } pinned)
            {
                any = true;
                yield return new ReleaseCandidate(address, pinned.ToLowerInvariant());
                continue;
            }

            if (address.Authority == unreachable && !address.IsFile)
            {
                continue;
            }

            var checksum = ReleaseTemplate.ChecksumOf(address);
            var shown = ReleaseClient.Shown(checksum);
            string? digest = null;
            try
            {
                var text = await client.ReadTextAsync(checksum, Checksum.MaximumLength, cancellationToken);
                if (!Checksum.TryParse(text, out digest))
                {
                    failure = Faults.BinaryChecksumInvalid(plan.Request.Name, plan.VersionText, shown, text);
                }
            }
            catch (TransferFault fault) when (fault.IsNotFound)
            {
                feedback.Debug($"{shown}: {fault.Message}");
            }
            catch (TransferFault fault)
            {
                failure ??= Faults.BinaryDownloadFailed(plan.Request.Name, plan.VersionText, shown, fault.Kind, fault);
                unreachable = fault.Status is null ? address.Authority : unreachable;
                feedback.Verbose($"{shown}: {fault.Message}");
            }

            if (digest is not null)
            {
                any = true;
                yield return new ReleaseCandidate(address, digest);
            }
        }

        if (!any && failure is not null)
        {
            throw failure;
        }
    }
}
