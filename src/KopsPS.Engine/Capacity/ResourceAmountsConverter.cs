using System.Text.Json;
using System.Text.Json.Serialization;

namespace KopsPS.Engine.Capacity;

/// <summary>Reads amounts of resources, those of CPU and memory without making a string. What is no quantity is left out: one odd object must not cost a list.</summary>
internal sealed class ResourceAmountsConverter : JsonConverter<ResourceAmounts>
{
    public override ResourceAmounts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var amounts = new ResourceAmounts();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return amounts;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueTextEquals("cpu"u8) ? "cpu" : reader.ValueTextEquals("memory"u8) ? "memory" : reader.GetString()!;
            reader.Read();
            amounts[name] = reader.TokenType switch
            {
                JsonTokenType.String when !reader.HasValueSequence && !reader.ValueIsEscaped => ExactQuantity.Parse(reader.ValueSpan),
                JsonTokenType.String => ExactQuantity.Parse(reader.GetString()),
                JsonTokenType.Number => reader.TryGetDecimal(out var number) ? number : null,
                _ => null,
            };
            reader.TrySkip();
        }

        return amounts;
    }

    public override void Write(Utf8JsonWriter writer, ResourceAmounts value, JsonSerializerOptions options) => throw new NotSupportedException();
}
