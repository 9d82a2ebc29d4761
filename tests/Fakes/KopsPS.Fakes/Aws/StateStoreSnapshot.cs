using System.IO.Compression;
using System.Text;

namespace KopsPS.Fakes.Aws;

/// <summary>What kops' state store held at a moment of the recorded scenario, by key.</summary>
public sealed class StateStoreSnapshot
{
    private const string ObjectsFolder = "objects/";

    private StateStoreSnapshot(SortedDictionary<string, byte[]> objects) => Objects = objects;

    /// <summary>Content by key.</summary>
    public IReadOnlyDictionary<string, byte[]> Objects { get; }

    /// <summary>Versions of kops and snapshots there are.</summary>
    public static IEnumerable<(string Version, string Name)> All() =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Recordings, "state-store"), "*.zip", SearchOption.AllDirectories)
        orderby file
        select (Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileNameWithoutExtension(file));

    /// <summary>Reads a snapshot such as <c>20-updated</c>.</summary>
    public static StateStoreSnapshot Load(string version, string name)
    {
        var objects = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var zip = ZipFile.OpenRead(Path.Combine(Repository.Recordings, "state-store", version, name + ".zip"));
        foreach (var entry in zip.Entries.Where(entry => entry.FullName.StartsWith(ObjectsFolder, StringComparison.Ordinal) && !entry.FullName.EndsWith('/')))
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(content);
            }

            objects[entry.FullName[ObjectsFolder.Length..]] = content.ToArray();
        }

        return new StateStoreSnapshot(objects);
    }

    /// <summary>A store of many clusters, each a copy of one under another name.</summary>
    public static Dictionary<string, byte[]> Many(int clusters, string version = "1.36.2")
    {
        var template = Encoding.UTF8.GetString(Load(version, "10-created").Objects["prod.example.com/config"]);
        return Enumerable.Range(0, clusters).ToDictionary(
            index => $"c{index:d4}.example.com/config",
            index => Encoding.UTF8.GetBytes(template.Replace("prod.example.com", $"c{index:d4}.example.com", StringComparison.Ordinal)));
    }

    /// <summary>Writes the objects below a folder; names with colons become names that every system takes.</summary>
    public void WriteTo(string folder)
    {
        foreach (var (key, content) in Objects)
        {
            var path = Path.Combine(folder, key.Replace(':', '_').Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }

    /// <summary>Makes a bucket in an emulator and puts the objects into it.</summary>
    public async Task UploadAsync(MotoServer server, string bucket, string prefix = "", string region = "us-east-1")
    {
        await server.CreateBucketAsync(bucket, region).ConfigureAwait(false);
        foreach (var (key, content) in Objects)
        {
            await server.PutAsync(bucket, prefix + key, content, region).ConfigureAwait(false);
        }
    }
}
