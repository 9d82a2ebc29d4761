using System.Globalization;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether AWS takes the credentials, who they are, and whether the clocks agree.</summary>
internal static class CredentialCheck
{
    public const string CredentialsName = "Credentials";
    public const string ClockName = "Clock";

    // AWS refuses what is signed more than five minutes off; the SDK corrects for it, kops' own calls do so too late.
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Drifting = TimeSpan.FromSeconds(60);

    public static async Task<(PrerequisiteContext Context, IReadOnlyList<KopsCheck> Checks, KopsException? Fault)> RunAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        TimeSpan? difference = null;
        try
        {
            var credentials = await context.Session.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
            var sts = context.Session.Sts();
            ResponseEventHandler listen = (_, answer) => difference ??= Difference(answer);
            if (sts is AmazonServiceClient client)
            {
                client.AfterResponseEvent += listen;
            }

            var who = await AwsFaults.CallAsync(
                "sts:GetCallerIdentity", null, () => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken)).ConfigureAwait(false);
            var until = credentials.Expires is { } end ? $", until {end.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}" : "";
            var root = who.Arn.EndsWith(":root", StringComparison.Ordinal);
            return (context with { Identity = who.Arn },
            [
                new KopsCheck
                {
                    Name = CredentialsName,
                    Verdict = root ? KopsCheckVerdict.Warn : KopsCheckVerdict.Pass,
                    Found = $"{who.Arn} of account {who.Account}{until}",
                    Wanted = root ? "an identity of its own for kops; the root user can do anything and cannot be limited" : "credentials that AWS takes",
                    Remedy = root ? "New-KopsIdentity" : null,
                    Target = who.Account,
                },
                Clock(difference),
            ], null);
        }
        catch (KopsException fault)
        {
            return (context,
            [
                new KopsCheck
                {
                    Name = CredentialsName,
                    Verdict = KopsCheckVerdict.Fail,
                    Found = fault.Message,
                    Wanted = "credentials that AWS takes",
                    Remedy = fault.RecommendedAction ?? "Set-KopsDefault -ProfileName …",
                },
                Clock(difference),
            ], fault);
        }
    }

    private static TimeSpan? Difference(ResponseEventArgs answer) =>
        answer is WebServiceResponseEventArgs { ResponseHeaders: { } headers } && headers.TryGetValue("Date", out var date)
            && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time - DateTimeOffset.UtcNow : null;

    private static KopsCheck Clock(TimeSpan? difference)
    {
        var off = difference?.Duration();
        return new KopsCheck
        {
            Name = ClockName,
            Verdict = off is null ? KopsCheckVerdict.NotChecked : off > Refused ? KopsCheckVerdict.Fail : off > Drifting ? KopsCheckVerdict.Warn : KopsCheckVerdict.Pass,
            Found = off is null ? "AWS' answer has no date" : $"{off.Value.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s from AWS' clock",
            Wanted = "at most 60 s; from 5 minutes on AWS refuses every request",
            Remedy = off > Drifting ? (OperatingSystem.IsWindows() ? "w32tm /resync" : OperatingSystem.IsMacOS() ? "sudo sntp -sS time.apple.com" : "sudo chronyc makestep") : null,
        };
    }
}
