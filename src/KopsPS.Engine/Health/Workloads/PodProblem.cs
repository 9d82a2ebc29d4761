namespace KopsPS.Engine.Health.Workloads;

/// <summary>How a problem of a pod will go on.</summary>
internal enum ProblemWeight
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Part of any start or end; over in a moment.</summary>
    Passing,

    /// <summary>The pod works, but will not do so for long.</summary>
    Unsteady,

    /// <summary>The pod does not work.</summary>
    Broken,
}

/// <summary>Why a pod does not work.</summary>
/// <param name="Code">One of <see cref="WorkloadCode"/>.</param>
/// <param name="Message">What is wrong, without the pod's name, so that pods with the same fault can be told together.</param>
/// <param name="Weight">How it will go on.</param>
/// <param name="Since">Since when, where the pod says.</param>
/// <param name="Remedy">A command that helps.</param>
/// <param name="Cause">Where it comes from, if from another object.</param>
internal sealed record PodProblem(
    string Code, string Message, ProblemWeight Weight, DateTimeOffset? Since = null, string? Remedy = null, KopsObjectReference? Cause = null);
