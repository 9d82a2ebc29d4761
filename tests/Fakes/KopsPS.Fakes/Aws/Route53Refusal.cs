namespace KopsPS.Fakes.Aws;

/// <summary>What a stub refuses with.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">AWS' code.</param>
/// <param name="Message">AWS' message.</param>
/// <param name="Times">How often; after that it answers.</param>
public sealed record Route53Refusal(int Status, string Code, string Message, int Times = int.MaxValue);
