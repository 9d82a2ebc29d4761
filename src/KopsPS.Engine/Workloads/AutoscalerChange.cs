using System.Text.Json.Nodes;

namespace KopsPS.Engine.Workloads;

/// <summary>An autoscaler that is to be made or changed.</summary>
/// <param name="Workload">What it scales, or the autoscaler itself.</param>
/// <param name="Scaler">The autoscaler as it is; null where one is made.</param>
/// <param name="Spec">The fields that are set.</param>
/// <param name="Words">The same for a person, such as <c>maximum 10 to 20, cpu 70%</c>.</param>
public sealed record AutoscalerChange(WorkloadObject Workload, WorkloadObject? Scaler, JsonObject Spec, string Words);
