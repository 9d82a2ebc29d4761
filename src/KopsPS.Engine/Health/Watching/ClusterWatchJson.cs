using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Watching;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(KubeWatchLine<NodeRow>), TypeInfoPropertyName = "NodeLine")]
[JsonSerializable(typeof(KubeWatchLine<PodRow>), TypeInfoPropertyName = "PodLine")]
internal sealed partial class ClusterWatchJson : JsonSerializerContext;
