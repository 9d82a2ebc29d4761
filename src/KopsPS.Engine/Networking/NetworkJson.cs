using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata, Converters = [typeof(LenientCount), typeof(LenientSwitch)])]
[JsonSerializable(typeof(KubeList<EndpointSliceRow>), TypeInfoPropertyName = "Slices")]
[JsonSerializable(typeof(ServiceRow), TypeInfoPropertyName = "Service")]
[JsonSerializable(typeof(KubeList<NetworkPolicyRow>), TypeInfoPropertyName = "Policies")]
[JsonSerializable(typeof(NetworkPolicyRow))]
[JsonSerializable(typeof(PodRow))]
[JsonSerializable(typeof(ApiGroupList), TypeInfoPropertyName = "ApiGroups")]
[JsonSerializable(typeof(KubeList<PlaceRow>), TypeInfoPropertyName = "Heads")]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(ConfigMapRow), TypeInfoPropertyName = "ConfigMap")]
internal sealed partial class NetworkJson : JsonSerializerContext;
