namespace KopsPS.Engine;

/// <summary>Faults of setting things up in AWS that no single area owns.</summary>
public static partial class Faults
{
    /// <summary>A tag that AWS would refuse, or that KopsPS keeps for itself.</summary>
    public static KopsException TagInvalid(string key, string why) => new(
        "KopsTagInvalid", FaultKind.InvalidArgument, $"The tag '{key}' cannot be: {why}.", key);

    /// <summary>The identity is known and may not do it.</summary>
    /// <param name="action">What was asked for, as IAM writes it, such as <c>s3:CreateBucket</c>.</param>
    /// <param name="identity">Who asked, where it is known.</param>
    /// <param name="said">What AWS says.</param>
    /// <param name="target">What it is about.</param>
    /// <param name="inner">AWS' answer.</param>
    public static KopsException AwsAccessDenied(string action, string? identity, string? said, object? target, Exception? inner) => new(
        "AwsAccessDenied",
        FaultKind.PermissionDenied,
        $"{identity ?? "The AWS identity in use"} may not do {action}{(target is null ? "" : $" on {target}")}{(string.IsNullOrEmpty(said) ? "." : $": {said}")}",
        target,
        $"Let an administrator allow {action}, or use a profile that may do it. A denying policy of the organization, a permissions boundary or the thing's own policy can be the cause too.",
        inner);

    /// <summary>AWS asks for fewer requests, also after several tries.</summary>
    public static KopsException AwsThrottled(string action, object? target, Exception inner) => new(
        "AwsThrottled", FaultKind.LimitsExceeded, $"AWS asks for fewer requests ({action}), also after several tries.", target,
        "Try again later; something else in this account may be asking a lot.", inner);

    /// <summary>This machine's clock is wrong, so that AWS does not take its signatures.</summary>
    public static KopsException AwsClockSkew(DateTimeOffset? serverTime, Exception inner)
    {
        var difference = serverTime is { } time ? DateTimeOffset.UtcNow - time : TimeSpan.Zero;
        var much = difference.Duration() < TimeSpan.FromMinutes(1)
            ? ""
            : $": it is {GoDuration.Format(TimeSpan.FromSeconds(Math.Round(difference.Duration().TotalSeconds)))} {(difference > TimeSpan.Zero ? "ahead" : "behind")}";
        return new(
            "AwsClockSkew", FaultKind.SecurityError, $"AWS refuses the time at which this machine signed the request{much}.", null,
            "Set this machine's clock, best by a time service (timedatectl set-ntp true; w32tm /resync).", inner);
    }

    /// <summary>An AWS service cannot be reached.</summary>
    public static KopsException AwsUnreachable(string service, string why, object? target, Exception inner) => new(
        "AwsUnreachable", FaultKind.ConnectionError, $"{service} cannot be reached: {why}", target ?? service,
        "Check the network, HTTPS_PROXY and NO_PROXY, the region and the endpoint.", inner);

    /// <summary>An AWS service failed, after several tries.</summary>
    public static KopsException AwsServiceFault(string service, int status, string? code, string? said, object? target, Exception inner) => new(
        "AwsServiceFault", FaultKind.ResourceUnavailable,
        $"{service} failed ({status}{(string.IsNullOrEmpty(code) ? "" : $" {code}")}), also after several tries{(string.IsNullOrEmpty(said) ? "." : $": {said}")}", target,
        "Run the command again: it goes on where it was. https://health.aws.amazon.com says whether the service has a fault.", inner);

    /// <summary>AWS refused a request for any other reason; its own code leads on.</summary>
    public static KopsException AwsRequestRefused(string action, string? code, int status, string? said, object? target, Exception? inner) => new(
        "AwsRequestRefused",
        code?.Contains("LimitExceeded", StringComparison.Ordinal) == true ? FaultKind.LimitsExceeded
            : status == 404 ? FaultKind.ObjectNotFound
            : FaultKind.InvalidOperation,
        $"AWS refuses {action}{(target is null ? "" : $" on {target}")}{Of(code, status)}: {said}", target, null, inner);

    private static string Of(string? code, int status) =>
        string.IsNullOrEmpty(code) ? status == 0 ? "" : $" ({status})" : $" ({code})";
}
