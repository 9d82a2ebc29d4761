using System.Net;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>What policies ask of a pod.</summary>
internal sealed class PolicyPod
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string? Node { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Uses its node's network: policies do not hold it, and to others it is that node.</summary>
    public bool IsOnHostNetwork { get; init; }

    /// <summary>The ports that its containers name.</summary>
    public required IReadOnlyList<(string Name, string Protocol, int Number)> Ports { get; init; }

    public string Key => Keys.Of(Namespace, Name);

    public static PolicyPod Of(PodRow row, StringPool pool) => new()
    {
        Namespace = pool.Of(row.Metadata?.Namespace) ?? "",
        Name = row.Name,
        Node = pool.Of(row.Spec?.NodeName),
        Labels = row.Metadata?.Labels?.ToDictionary(pair => pool.Of(pair.Key)!, pair => pool.Of(pair.Value)!, StringComparer.Ordinal),
        Addresses = row.Addresses,
        IsOnHostNetwork = row.Spec?.HostNetwork == true,
        Ports =
        [
            .. (row.Spec?.Containers ?? []).Concat((row.Spec?.InitContainers ?? []).Where(container => container.RestartPolicy == "Always"))
                .SelectMany(container => container.Ports ?? []).Where(port => port.Name is { Length: > 0 }).Select(port => (port.Name!, port.Protocol ?? "TCP", (int)port.Number)),
        ],
    };

    /// <summary>Neither running any more nor to run again: nothing comes from it or to it.</summary>
    public static bool IsOver(PodRow row) => row.Status?.Phase is "Succeeded" or "Failed";

    public bool IsIn(AddressBlock block) => Addresses.Any(address => IPAddress.TryParse(address, out var own) && block.Contains(own));
}
