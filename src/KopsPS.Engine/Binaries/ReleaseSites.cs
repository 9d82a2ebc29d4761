namespace KopsPS.Engine.Binaries;

/// <summary>
/// The official sites: kops on GitHub and artifacts.k8s.io, kubectl on dl.k8s.io
/// (https://kops.sigs.k8s.io/getting_started/install/, https://kubernetes.io/releases/download/).
/// </summary>
/// <param name="GitHub">GitHub, which offers the releases' files.</param>
/// <param name="GitHubApi">GitHub's API, which lists the releases.</param>
/// <param name="Artifacts">The Kubernetes project's store of artefacts.</param>
/// <param name="Kubernetes">The Kubernetes project's downloads.</param>
internal sealed record ReleaseSites(string GitHub, string GitHubApi, string Artifacts, string Kubernetes)
{
    public static readonly ReleaseSites Official = new(
        "https://github.com", "https://api.github.com", "https://artifacts.k8s.io", "https://dl.k8s.io");
}
