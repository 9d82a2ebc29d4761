using System.Text.RegularExpressions;

namespace KopsPS.Engine.EventReports;

/// <summary>
/// The names that Kubernetes' controllers give to what they make, so that the events of a workload's pods are found after the pods themselves
/// are gone. The endings are drawn from letters that make no words (apimachinery's rand.String); hashes are up to ten of them.
/// </summary>
internal static partial class OwnedNames
{
    /// <summary>Whether an object of this kind and name belongs to an owner by its name.</summary>
    public static bool Belongs(string ownerKind, string owner, string kind, string name)
    {
        if (kind == ownerKind && string.Equals(name, owner, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!name.StartsWith(owner + "-", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = name.AsSpan(owner.Length);
        return (ownerKind, kind) switch
        {
            ("Deployment", "ReplicaSet") => Hash().IsMatch(rest),
            ("Deployment", "Pod") => HashAndEnding().IsMatch(rest),
            ("ReplicaSet" or "DaemonSet" or "ReplicationController", "Pod") => Ending().IsMatch(rest),
            ("StatefulSet", "Pod") => Number().IsMatch(rest),
            ("Job", "Pod") => Ending().IsMatch(rest) || NumberAndEnding().IsMatch(rest),
            ("CronJob", "Job") => Number().IsMatch(rest),
            ("CronJob", "Pod") => NumberAndEnding().IsMatch(rest),
            _ => false,
        };
    }

    [GeneratedRegex("^-[bcdfghjklmnpqrstvwxz2456789]{1,10}$", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();

    [GeneratedRegex("^-[bcdfghjklmnpqrstvwxz2456789]{1,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex HashAndEnding();

    [GeneratedRegex("^-[bcdfghjklmnpqrstvwxz2456789]{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex Ending();

    [GeneratedRegex("^-[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex("^-[0-9]+-[bcdfghjklmnpqrstvwxz2456789]{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberAndEnding();
}
