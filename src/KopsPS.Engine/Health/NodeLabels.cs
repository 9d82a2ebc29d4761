using System.Text.Json;
using System.Text.Json.Serialization;

namespace KopsPS.Engine.Health;

/// <summary>The labels of a node that say what it is.</summary>
internal sealed class NodeLabels
{
    public string? InstanceGroup { get; set; }

    /// <summary>Karpenter's pool: what it makes need not be of an instance group.</summary>
    public string? NodePool { get; set; }

    public string? Zone { get; set; }

    /// <summary>The words after <c>node-role.kubernetes.io/</c>.</summary>
    public List<string> Roles { get; } = [];

    /// <summary>kops took the instance out of its scaling group, as it does during a rolling update.</summary>
    public bool Detached { get; set; }
}

/// <summary>Reads those labels, and makes no strings of the others.</summary>
internal sealed class NodeLabelsConverter : JsonConverter<NodeLabels>
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public override NodeLabels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var labels = new NodeLabels();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return labels;
        }

        string? oldZone = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kops.k8s.io/instancegroup"u8))
            {
                reader.Read();
                labels.InstanceGroup = reader.GetString();
            }
            else if (reader.ValueTextEquals("karpenter.sh/nodepool"u8))
            {
                reader.Read();
                labels.NodePool = reader.GetString();
            }
            else if (reader.ValueTextEquals("topology.kubernetes.io/zone"u8))
            {
                reader.Read();
                labels.Zone = reader.GetString();
            }
            else if (reader.ValueTextEquals("failure-domain.beta.kubernetes.io/zone"u8))
            {
                reader.Read();
                oldZone = reader.GetString();
            }
            else if (reader.ValueTextEquals("kops.k8s.io/detached-from-asg"u8))
            {
                labels.Detached = true;
                reader.Read();
            }
            else if ((reader.HasValueSequence || reader.ValueSpan.StartsWith("node-role.kubernetes.io/"u8))
                && reader.GetString() is { } name && name.StartsWith(RolePrefix, StringComparison.Ordinal))
            {
                labels.Roles.Add(name[RolePrefix.Length..]);
                reader.Read();
            }
            else
            {
                reader.Read();
            }

            reader.TrySkip();
        }

        labels.Zone ??= oldZone;
        return labels;
    }

    public override void Write(Utf8JsonWriter writer, NodeLabels value, JsonSerializerOptions options) => throw new NotSupportedException();
}
