using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>
/// Changes. A call that was recorded (method, path, query and body alike) gets the recorded answer; any other changes the lists in memory as
/// the API server would, roughly: patches are merged, names must be free, versions must fit. Every change of a list is an event to its watches.
/// </summary>
public sealed partial class KubeApi
{
    /// <summary>False answers discovery as servers before 1.27 did.</summary>
    public bool Aggregates { get; set; } = true;

    private static async Task<string> BodyOfAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0 || (context.Request.ContentLength is null && context.Request.Method == "GET"))
        {
            return "";
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    private KubeAnswer ChangeAnswer(KubeRequest request)
    {
        if (RecordedChange(request) is { } recorded)
        {
            return recorded;
        }

        JsonObject body;
        JsonArray? steps = null;
        try
        {
            steps = request.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/json-patch", StringComparison.Ordinal) ? JsonNode.Parse(request.Body)!.AsArray() : null;
            body = steps is not null ? [] : request.Body.Length == 0 ? [] : JsonNode.Parse(request.Body)!.AsObject();
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return Failure(400, "BadRequest", "the body is no JSON object: " + fault.Message);
        }

        // Of a deletion with a body the query does not count.
        var dry = request.Method == "DELETE" && body.Count > 0 ? body["dryRun"] is JsonArray { Count: > 0 } : request.Query.GetValueOrDefault("dryRun") == "All";
        if (request.Method == "POST" && ListFor(request.Path, out var listPath, out var items))
        {
            var name = (string?)body["metadata"]?["name"] ?? "";
            return items.Exists(item => item.Name == name)
                ? Failure(409, "AlreadyExists", $"{listPath[(listPath.LastIndexOf('/') + 1)..]} \"{name}\" already exists")
                : Kept(listPath, body, dry, 201);
        }

        var (path, subresource) = Split(request.Path);
        var slash = path.LastIndexOf('/');
        if (slash < 0 || !ListFor(path[..slash], out listPath, out items))
        {
            return Failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }

        var own = path[(slash + 1)..];
        if (items.Find(item => item.Name == own) is not { } found)
        {
            return request.Method == "PATCH" && request.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/apply-patch", StringComparison.Ordinal)
                ? Kept(listPath, body, dry, 201)
                : Failure(404, "NotFound", $"{listPath[(listPath.LastIndexOf('/') + 1)..]} \"{own}\" not found");
        }

        using var document = found.Parse();
        var current = JsonNode.Parse(document.RootElement.GetRawText())!.AsObject();
        if (request.Method == "DELETE" || (request.Method == "POST" && subresource == "eviction"))
        {
            var options = request.Method == "DELETE" ? body : body["deleteOptions"] as JsonObject;
            if ((string?)options?["preconditions"]?["uid"] is { } uid && uid != (string?)current["metadata"]!["uid"])
            {
                return Failure(409, "Conflict", $"the UID in the precondition ({uid}) does not match the UID in record");
            }

            if (!dry)
            {
                Remove(listPath, own, found.Namespace);
            }

            return KubeAnswer.Status(request.Method == "POST" ? 201 : 200, """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}""");
        }

        var version = (string?)body["metadata"]?["resourceVersion"];
        if (version is not null && version != (string?)current["metadata"]!["resourceVersion"])
        {
            return Failure(409, "Conflict", $"Operation cannot be fulfilled on \"{own}\": the object has been modified; please apply your changes to the latest version and try again");
        }

        if (request.Method == "PUT" && subresource is null)
        {
            return Kept(listPath, body, dry, 200);
        }

        if (steps is not null)
        {
            if (steps.FirstOrDefault(step => !Step(current, step!.AsObject())) is { } failed)
            {
                return Failure(422, "Invalid", $"the server rejected our request due to an error in our request: {failed.ToJsonString()}");
            }
        }
        else
        {
            Merge(current, body);
        }

        return Kept(listPath, current, dry, 200);
    }

    private KubeAnswer Kept(string listPath, JsonObject item, bool dry, int status)
    {
        if (!dry)
        {
            Put(listPath, item);
        }

        return KubeAnswer.Status(status, item.ToJsonString());
    }

    private KubeAnswer? RecordedChange(KubeRequest request)
    {
        var fitting = Recordings.Entries.FirstOrDefault(entry => Value(entry, "method") == request.Method && Value(entry, "path") == request.Path
            && Value(entry, "user") == request.User && SameQuery(Value(entry, "query"), request.Query) && SameBody(Recordings.RequestBody(entry), request));
        return fitting.ValueKind == JsonValueKind.Undefined ? null : Recordings.Answer(fitting.GetProperty("slug").GetString()!);
    }

    /// <summary>One step of a JSON patch on fields of objects: a test, or a value that is set.</summary>
    private static bool Step(JsonObject target, JsonObject step)
    {
        var names = ((string)step["path"]!).Split('/')[1..];
        var at = names[..^1].Aggregate((JsonNode?)target, (node, name) => node?[name]);
        if ((string?)step["op"] == "test")
        {
            return JsonNode.DeepEquals(at?[names[^1]], step["value"]);
        }

        if (at is not null)
        {
            at[names[^1]] = step["value"]?.DeepClone();
        }

        return at is not null;
    }

    /// <summary>Names the manager or not: the recorded calls do both.</summary>
    private static bool SameQuery(string recorded, IReadOnlyDictionary<string, string> query)
    {
        var wanted = recorded.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]), StringComparer.Ordinal);
        return wanted.All(pair => query.GetValueOrDefault(pair.Key) == pair.Value)
            && query.Keys.All(key => key is "fieldManager" or "fieldValidation" || wanted.ContainsKey(key));
    }

    private static bool SameBody(string? recorded, KubeRequest request)
    {
        if (recorded is null)
        {
            return request.Method == "DELETE" && !request.Body.Contains("preconditions", StringComparison.Ordinal);
        }

        try
        {
            var (left, right) = (JsonNode.Parse(recorded), JsonNode.Parse(request.Body));
            return request.Method == "DELETE"
                ? JsonNode.DeepEquals(left?["preconditions"], right?["preconditions"])
                : JsonNode.DeepEquals(left, right);
        }
        catch (JsonException)
        {
            return recorded == request.Body;
        }
    }

    /// <summary>An object's path, and what follows its name.</summary>
    private static (string Path, string? Subresource) Split(string path)
    {
        var last = path[(path.LastIndexOf('/') + 1)..];
        return last is "scale" or "eviction" or "status" or "token" ? (path[..^(last.Length + 1)], last) : (path, null);
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner && target[name] is JsonObject old)
            {
                Merge(old, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
