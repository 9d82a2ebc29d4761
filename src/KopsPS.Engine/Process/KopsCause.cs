namespace KopsPS.Engine.Processes;

/// <summary>Why a run of kops failed, as far as its own words tell.</summary>
/// <param name="Id">Stable id of the fault.</param>
/// <param name="Kind">Kind of the fault.</param>
/// <param name="Said">What kops said, in one piece.</param>
/// <param name="Target">What it is about, such as <c>Kind/name</c> of a task; null where kops names nothing.</param>
/// <param name="Action">What to do.</param>
/// <param name="Ambiguous">kops says the same of several causes; the account must be asked which it is.</param>
public sealed record KopsCause(
    string Id, FaultKind Kind, string Said, string? Target = null, string? Action = null, bool Ambiguous = false);
