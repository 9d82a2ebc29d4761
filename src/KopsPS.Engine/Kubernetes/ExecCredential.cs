using System.Text.Json;
using System.Text.Json.Serialization;

namespace KopsPS.Engine.Kubernetes;

/// <summary>What an exec plug-in answers (client.authentication.k8s.io, kind ExecCredential).</summary>
internal sealed class ExecCredential
{
    public ExecCredentialStatus? Status { get; set; }
}

internal sealed class ExecCredentialStatus
{
    public string? Token { get; set; }

    public string? ClientCertificateData { get; set; }

    public string? ClientKeyData { get; set; }

    public DateTimeOffset? ExpirationTimestamp { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExecCredential))]
internal sealed partial class ExecCredentialJson : JsonSerializerContext;
