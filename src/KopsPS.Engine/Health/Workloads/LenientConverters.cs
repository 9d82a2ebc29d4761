using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Reads counts: what is null counts as none, and what no count can be is cut off. One odd object must not cost a list.</summary>
internal sealed class LenientCount : JsonConverter<long>
{
    public override bool HandleNull => true;

    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var count) ? count : (long)reader.GetDouble();
            case JsonTokenType.String:
                return long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written) ? written : 0;
            default:
                reader.TrySkip();
                return 0;
        }
    }

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>Reads switches: whatever is not true is off.</summary>
internal sealed class LenientSwitch : JsonConverter<bool>
{
    public override bool HandleNull => true;

    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var on = reader.TokenType == JsonTokenType.True;
        reader.TrySkip();
        return on;
    }

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => throw new NotSupportedException();
}
