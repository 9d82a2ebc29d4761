using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>Lists of whole objects, where a change needs all of them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(KubeList<JsonObject>), TypeInfoPropertyName = "Objects")]
internal sealed partial class WorkloadListJson : JsonSerializerContext;
