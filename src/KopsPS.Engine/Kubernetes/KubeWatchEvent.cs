using System.Text.Json.Serialization;

namespace KopsPS.Engine.Kubernetes;

/// <summary>What a watch tells.</summary>
internal enum KubeWatchEventType
{
    /// <summary>An object that is new to the watch; all of them at its start.</summary>
    Added,

    /// <summary>An object that is another than before.</summary>
    Modified,

    /// <summary>An object that is gone.</summary>
    Deleted,

    /// <summary>Everything that the list held has been told: what follows is change.</summary>
    Synced,

    /// <summary>The way to the server broke; the watch is trying again by itself.</summary>
    Disconnected,
}

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Key">Which object; empty where it is about none.</param>
/// <param name="Item">The object; null where it went while nobody watched.</param>
/// <param name="Fault">Why the way broke.</param>
internal sealed record KubeWatchEvent<T>(KubeWatchEventType Type, string Key, T? Item, KopsException? Fault = null)
    where T : class;

/// <summary>A line of a watch, as far as it is wanted.</summary>
internal sealed class KubeWatchLine<T>
    where T : class
{
    public string? Type { get; set; }

    public T? Object { get; set; }
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubeWatchLine<KubeStatus>))]
internal sealed partial class WatchJson : JsonSerializerContext;
