using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata, Converters = [typeof(LenientCount), typeof(LenientSwitch)])]
[JsonSerializable(typeof(KubeList<EndpointSliceRow>), TypeInfoPropertyName = "Slices")]
[JsonSerializable(typeof(ServiceRow), TypeInfoPropertyName = "Service")]
[JsonSerializable(typeof(ConfigMapRow), TypeInfoPropertyName = "ConfigMap")]
internal sealed partial class NetworkJson : JsonSerializerContext;
