using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Turns faults of the engine into PowerShell's error records.</summary>
internal static class ErrorRecords
{
    /// <summary>Id of a fault that no factory made: a defect of KopsPS.</summary>
    public const string UnexpectedId = "KopsUnexpected";

    /// <summary>The record for a fault; its category has the same name as the fault's kind.</summary>
    public static ErrorRecord From(Exception fault)
    {
        if (fault is not KopsException known)
        {
            // PowerShell's own faults (a drive that is not there, a host that cannot ask) have a record already.
            return fault is IContainsErrorRecord { ErrorRecord: { } own }
                ? new ErrorRecord(own, fault)
                : new ErrorRecord(fault, UnexpectedId, ErrorCategory.NotSpecified, null);
        }

        var record = new ErrorRecord(known, known.Id, Enum.Parse<ErrorCategory>(known.Kind.ToString()), known.Target);
        if (known.RecommendedAction is { } action)
        {
            record.ErrorDetails = new ErrorDetails(known.Message) { RecommendedAction = action };
        }

        return record;
    }
}
