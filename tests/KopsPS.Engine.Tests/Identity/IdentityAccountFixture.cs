using System.Runtime.InteropServices;
using System.Security;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Identity;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Identity;

/// <summary>An account of the emulator's behind a proxy that can answer in its place, and waits that take no time.</summary>
public sealed class IdentityAccountFixture : IAsyncLifetime
{
    private readonly List<TimeSpan> _waits = [];

    public TemporaryFolder Home { get; } = new();

    public AwsProxy Proxy { get; private set; } = null!;

    public AwsSession Session { get; private set; } = null!;

    internal RecordingFeedback Feedback { get; } = new();

    public string CredentialsFile => Path.Combine(Home.Path, ".aws", "credentials");

    public IReadOnlyList<TimeSpan> Waits => _waits;

    public IdentityPace Pace => new()
    {
        Count = 5,
        Delay = (time, _) =>
        {
            _waits.Add(time);
            return Task.CompletedTask;
        },
    };

    public IdentityProvisioner Provisioner => new(Session, Feedback);

    public async Task InitializeAsync()
    {
        Proxy = await AwsProxy.StartAsync((await MotoServer.SharedAsync()).Endpoint);
        Session = AwsSession.Create(TestSettings.With(Home.Path) with { EndpointUrl = Proxy.Endpoint });
    }

    public async Task DisposeAsync()
    {
        Session.Dispose();
        await Proxy.DisposeAsync();
        Home.Dispose();
    }

    public static string Name(string kind = "kops") => $"{kind}-{Guid.NewGuid():N}"[..18];

    public static string Plain(SecureString secret)
    {
        var text = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(text)!;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    public static string[] Done(IEnumerable<KopsChange> changes) =>
        [.. changes.Where(change => change.Action != KopsChangeAction.Keep).Select(change => $"{change.Action} {change.Kind}")];
}
