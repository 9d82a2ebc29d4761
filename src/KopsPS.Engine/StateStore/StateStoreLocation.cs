using System.Text.RegularExpressions;

namespace KopsPS.Engine.StateStore;

/// <summary>Where a state store is: a bucket with an optional prefix, or a folder.</summary>
public sealed partial record StateStoreLocation
{
    private StateStoreLocation(string url, string? bucket, string prefix, string? folder)
    {
        Url = url;
        Bucket = bucket;
        Prefix = prefix;
        Folder = folder;
    }

    /// <summary>The location as kops takes it, without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>Name of the bucket, or null for a folder.</summary>
    public string? Bucket { get; }

    /// <summary>Prefix within the bucket, without slashes at its ends; empty where there is none.</summary>
    public string Prefix { get; }

    /// <summary>Full path of the folder, or null for a bucket.</summary>
    public string? Folder { get; }

    /// <summary>
    /// The state store to use: the one told, else <c>KOPS_STATE_STORE</c>, else <c>kops_state_store</c> in <c>~/.kops.yaml</c> or
    /// <c>~/.kops/config</c>, which are the places that kops looks into.
    /// </summary>
    /// <param name="settings">What the call was told.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreNotSet</c> or <c>KopsStateStoreInvalid</c>.</exception>
    public static StateStoreLocation Resolve(KopsSettings settings)
    {
        return TryResolve(settings) ?? throw Faults.StateStoreNotSet();
    }

    /// <summary>The state store to use, or null where none is named anywhere.</summary>
    /// <param name="settings">What the call was told.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreInvalid</c>.</exception>
    public static StateStoreLocation? TryResolve(KopsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var url = settings.StateStore ?? settings.Environment["KOPS_STATE_STORE"] ?? FromConfigFile(settings.Environment.HomeDirectory);
        return url is null ? null : Parse(url);
    }

    /// <summary>Reads a location.</summary>
    /// <param name="url"><c>s3://bucket[/prefix]</c> or <c>file:///path</c>.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreInvalid</c>.</exception>
    public static StateStoreLocation Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var text = url.Trim();
        if (text.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            var parts = text[5..].TrimEnd('/').Split('/', 2);
            var prefix = parts.Length > 1 ? parts[1].Trim('/') : "";
            return BucketName().IsMatch(parts[0])
                ? new StateStoreLocation(prefix.Length > 0 ? $"s3://{parts[0]}/{prefix}" : $"s3://{parts[0]}", parts[0], prefix, null)
                : throw Faults.StateStoreInvalid(url, $"'{parts[0]}' is no name of a bucket");
        }

        if (text.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            return File(url, text["file://".Length..] is "/" ? "/" : text["file://".Length..].TrimEnd('/'));
        }

        throw Faults.StateStoreInvalid(url, text.Contains("://", StringComparison.Ordinal)
            ? "KopsPS reads s3:// and file://"
            : $"did you mean {(text.StartsWith('/') ? "file" : "s3")}://{text}?");
    }

    /// <inheritdoc/>
    public override string ToString() => Url;

    private static StateStoreLocation File(string url, string path)
    {
        // file:///C:/kops on Windows, file:///srv/kops elsewhere; the middle part would be a host.
        if (!path.StartsWith('/'))
        {
            throw Faults.StateStoreInvalid(url, "write three slashes and the full path: file:///srv/kops or file:///C:/kops");
        }

        // Nothing is unescaped, as kops doesn't either.
        var folder = WindowsDrive().IsMatch(path) ? path[1..] + (path.Length == 3 ? "/" : "") : path;
        return new StateStoreLocation($"file://{path}", null, "", Path.GetFullPath(folder));
    }

    private static string? FromConfigFile(string home)
    {
        foreach (var path in new[] { Path.Combine(home, ".kops.yaml"), Path.Combine(home, ".kops", "config") })
        {
            if (!System.IO.File.Exists(path))
            {
                continue;
            }

            try
            {
                if (Spec.KopsYaml.ReadAll(System.IO.File.ReadAllText(path), path) is [var config, ..]
                    && config["kops_state_store"] is string { Length: > 0 } store)
                {
                    return store;
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw Faults.StateStoreConfigUnreadable(path, fault);
            }
        }

        return null;
    }

    /// <summary>S3's rule, widened by the capitals and underscores of old buckets.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{1,254}\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();

    [GeneratedRegex(@"^/[A-Za-z]:(?:[/\\]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex WindowsDrive();
}
