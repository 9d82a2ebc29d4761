using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Tests.Kubernetes;

public sealed class KubeconfigTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Several_files_are_merged_and_the_first_wins()
    {
        Directory.CreateDirectory(_folder.File("sub"));
        var first = _folder.Write("a", "current-context: one\ncontexts: [{name: one, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {tokenFile: t}}]\n");
        var second = _folder.Write("sub/b", "current-context: two\nclusters: [{name: c, cluster: {server: 'https://b', certificate-authority: ca.pem}}]\n"
            + "contexts: [{name: one, context: {cluster: nope}}, {name: two, context: {cluster: c}}]\n");
        var merged = await LoadAsync(variable: string.Join(Path.PathSeparator, _folder.File("missing"), first, second));
        Assert.Equal(["one", "two"], merged.Contexts);
        Assert.Equal("one", merged.CurrentContext);
        var context = merged.Choose(null, null);
        Assert.Equal(new Uri("https://b"), context.Server);
        Assert.Equal(_folder.File(Path.Combine("sub", "ca.pem")), context.AuthorityFile);
        Assert.Equal(_folder.File("t"), context.User.TokenFile);
    }

    [Fact]
    public async Task The_source_takes_the_place_of_the_variable()
    {
        var first = _folder.Write("a", KubeClientTests.Minimal("https://a"));
        var second = _folder.Write("b", KubeClientTests.Minimal("https://b").Replace("name: a", "name: b", StringComparison.Ordinal));
        var merged = await LoadAsync(variable: first + Path.PathSeparator + second);
        Assert.Equal(merged.Contexts, (await LoadAsync(told: merged.Source)).Contexts);
    }

    [Fact]
    public async Task Without_any_file_it_says_where_it_looked()
    {
        var fault = await Assert.ThrowsAsync<KopsException>(() => LoadAsync());
        Assert.Equal("KubeconfigNotFound", fault.Id);
        Assert.Contains(Path.Combine(".kube", "config"), fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prod", null, "prod")]
    [InlineData("stage", null, "staging-admin")]
    [InlineData(null, "prod", "prod")]
    [InlineData(null, null, "staging-admin")]
    [InlineData("stage", "staging-admin", "staging-admin")]
    public async Task A_context_is_chosen(string? cluster, string? context, string chosen) =>
        Assert.Equal(chosen, (await ThreeAsync()).Choose(cluster, context).Name);

    [Theory]
    [InlineData("twice", null, "KubernetesContextNotFound", "t1, t2")]
    [InlineData("nothing", null, "KubernetesContextNotFound", "prod, staging-admin, t1, t2")]
    [InlineData(null, "nothing", "KubernetesContextNotFound", "prod, staging-admin, t1, t2")]
    [InlineData("stage", "prod", "KubernetesContextMismatch", "prod")]
    public async Task Or_said_why_not(string? cluster, string? context, string id, string text)
    {
        var kubeconfig = await ThreeAsync();
        var fault = Assert.Throws<KopsException>(() => kubeconfig.Choose(cluster, context));
        Assert.Equal(id, fault.Id);
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [", "KubeconfigInvalid")]
    [InlineData("- a", "KubeconfigInvalid")]
    [InlineData("", "KubernetesContextNotFound")]
    [InlineData("current-context: x\n", "KubernetesContextNotFound")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\n", "KubeconfigInvalid")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: nonsense}}]\n", "KubeconfigInvalid")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: 'https://a'}}]\n", "KubeconfigInvalid")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://a', certificate-authority-data: '!'}}]\n", "KubeconfigInvalid")]
    public async Task Broken_ones_are_told(string text, string id)
    {
        _folder.Write("k", text);
        var fault = await Assert.ThrowsAsync<KopsException>(async () => (await LoadAsync(told: _folder.File("k"))).Choose(null, null));
        Assert.Equal(id, fault.Id);
    }

    [Fact]
    public async Task Json_is_read_too()
    {
        _folder.Write("k", """{"clusters":[{"name":"a","cluster":{"server":"https://a:8443"}}],"contexts":[{"name":"a","context":{"cluster":"a"}}],"current-context":"a","users":null}""");
        Assert.Equal(8443, (await LoadAsync(told: _folder.File("k"))).Choose(null, null).Server.Port);
    }

    private async Task<Kubeconfig> ThreeAsync()
    {
        _folder.Write("k", """
            current-context: staging-admin
            clusters:
            - {name: prod, cluster: {server: 'https://prod'}}
            - {name: stage, cluster: {server: 'https://stage'}}
            - {name: twice, cluster: {server: 'https://twice'}}
            contexts:
            - {name: prod, context: {cluster: prod}}
            - {name: staging-admin, context: {cluster: stage, user: ""}}
            - {name: t1, context: {cluster: twice}}
            - {name: t2, context: {cluster: twice}}
            """);
        return await LoadAsync(told: _folder.File("k"));
    }

    private Task<Kubeconfig> LoadAsync(string? told = null, string? variable = null) => Kubeconfig.LoadAsync(
        new KopsSettings
        {
            Environment = new HostEnvironment(variable is null ? [] : [KeyValuePair.Create("KUBECONFIG", variable)], _folder.Path),
            Kubeconfig = told,
        },
        default);
}
