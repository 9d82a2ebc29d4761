using System.Management.Automation;

namespace KopsPS.Commands.Tests;

/// <summary>What a script did: objects, streams, and the error that ended it, if one did.</summary>
public sealed record ShellResult(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    ErrorRecord? Terminating,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<string> Debug,
    IReadOnlyList<ProgressRecord> Progress,
    bool Stopped)
{
    /// <summary>Ids of all errors in order, the one that ended the script last.</summary>
    public IEnumerable<string> ErrorIds => AllErrors.Select(error => error.FullyQualifiedErrorId);

    /// <summary>All errors in order, the one that ended the script last.</summary>
    public IEnumerable<ErrorRecord> AllErrors => Terminating is null ? Errors : Errors.Append(Terminating);

    /// <summary>The objects, or a failure that shows the errors.</summary>
    public IReadOnlyList<PSObject> Objects()
    {
        Assert.True(!AllErrors.Any(), "Errors:\n" + string.Join('\n', AllErrors.Select(error => $"{error.FullyQualifiedErrorId}: {error.Exception}")));
        return Output;
    }

    /// <summary>The only object, or a failure that shows the errors.</summary>
    public PSObject Single() => Assert.Single(Objects());

    /// <summary>The only error, or a failure that shows what there is.</summary>
    public ErrorRecord SingleError() => Assert.Single(AllErrors);

    /// <summary>Everything that any stream said, to look for secrets.</summary>
    public string AllText() => string.Join('\n',
        Output.Select(output => output?.ToString() ?? "")
            .Concat(AllErrors.Select(error => $"{error} {error.Exception} {error.ErrorDetails?.RecommendedAction}"))
            .Concat(Warnings).Concat(Verbose).Concat(Debug)
            .Concat(Progress.Select(record => $"{record.Activity} {record.StatusDescription} {record.CurrentOperation}")));
}
