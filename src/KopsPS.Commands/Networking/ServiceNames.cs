using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Names of services as they are typed: <c>web</c>, <c>svc/web</c>, <c>svc/shop/web</c>.</summary>
internal static class ServiceNames
{
    /// <exception cref="KopsException"><c>KubernetesServiceNameInvalid</c></exception>
    public static WorkloadName Parse(string text) =>
        WorkloadName.Parse(text) is { Kind: null or "Service", Name.Length: > 0 } name ? name : throw Faults.KubernetesServiceNameInvalid(text);
}
