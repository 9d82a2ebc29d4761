using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Fakes;

/// <summary>
/// The life of one cluster from recordings: <c>prod.example.com</c> is created, planned, applied, becomes ready, and is
/// deleted, by the recorded kops 1.36.2; its API server is the recorded one of <c>tests/recordings/kube</c>. The two were
/// recorded apart: the API server's cluster bears the same name but has other nodes, some with faults.
/// </summary>
public sealed class RecordedStory : IAsyncDisposable
{
    private RecordedStory(ReplayKopsScenario kops, KubeApi api, TemporaryFolder folder)
    {
        Kops = kops;
        Api = api;
        Folder = folder;
    }

    /// <summary>The kops that plays it.</summary>
    public ReplayKopsScenario Kops { get; }

    /// <summary>The API server that plays it.</summary>
    public KubeApi Api { get; }

    /// <summary>A folder for files of the story, such as the kubeconfig.</summary>
    public TemporaryFolder Folder { get; }

    /// <summary>A path for the user's kubeconfig; nothing is there at the beginning.</summary>
    public string Kubeconfig => Path.Combine(Folder.Path, "kubeconfig");

    /// <summary>A public key to give to <c>-SshPublicKey</c>.</summary>
    public string SshPublicKey => Path.Combine(Folder.Path, "id_ed25519.pub");

    /// <summary>Begins the story in an empty state store.</summary>
    /// <param name="pace">Pace of kops: 0 at once, 1 as recorded.</param>
    /// <param name="validatesAtOnce">Whether the first validation finds all nodes; else the second.</param>
    public static async Task<RecordedStory> StartAsync(double pace = 0, bool validatesAtOnce = false)
    {
        var api = await KubeApi.StartAsync();
        var kops = ReplayKopsScenario.Create(
            "1.36.2",
            new ReplayKopsStep { Recording = "create", Snapshot = "10-created", Pace = pace },
            new ReplayKopsStep { Recording = "update-preview", Pace = pace },
            new ReplayKopsStep { Recording = "update-yes-admin", Snapshot = "20-updated", Pace = pace },
            new ReplayKopsStep { Recording = "update-preview-no-changes", Pace = pace },
            new ReplayKopsStep { Recording = validatesAtOnce ? "validate-ready-json" : "validate-no-nodes-json", Pace = pace },
            new ReplayKopsStep { Recording = "validate-ready-json", Pace = pace },
            new ReplayKopsStep { Recording = "export-kubeconfig-admin-1h", Kubeconfig = api.Kubeconfig() },
            // The recorded nodes are others than the recorded instances.
            new ReplayKopsStep { Command = "delete instance i-01b7d3e9f8a246c5e", Stdout = "Instance found for deletion\n\nMust specify --yes to delete instance\n" },
            new ReplayKopsStep { Recording = "delete-cluster-preview", Pace = pace },
            new ReplayKopsStep { Recording = "delete-cluster-whole", Snapshot = "80-deleted-whole", Pace = pace });
        var story = new RecordedStory(kops, api, new TemporaryFolder());
        await File.WriteAllTextAsync(
            story.SshPublicKey, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDemoDemoDemoDemoDemoDemoDemoDemoDemoDemoDem ops@example.com\n");
        return story;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Kops.Dispose();
        Folder.Dispose();
    }
}
