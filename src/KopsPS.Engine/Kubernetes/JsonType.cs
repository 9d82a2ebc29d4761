using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace KopsPS.Engine.Kubernetes;

/// <summary>Whole objects as they are, for changes and for what is shown as it is.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class JsonType : JsonSerializerContext;
