using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>The state stores that one command has open: objects from different stores may come down one pipeline.</summary>
internal sealed class OpenStateStores : IDisposable
{
    private readonly Dictionary<(string? StateStore, string? Region, string? ProfileName, string? EndpointUrl), (AwsSession Session, ClusterReader Reader)> _open = [];

    /// <summary>The reader for what a call was told; made once for the same.</summary>
    public ClusterReader Reader(KopsSettings settings, IFeedback feedback)
    {
        var key = (settings.StateStore, settings.Region, settings.ProfileName, settings.EndpointUrl);
        if (!_open.TryGetValue(key, out var open))
        {
            var session = AwsSession.Create(settings);
            try
            {
                open = _open[key] = (session, ClusterReader.Open(settings, session, feedback));
            }
            catch (KopsException)
            {
                session.Dispose();
                throw;
            }
        }

        return open.Reader;
    }

    public void Dispose()
    {
        foreach (var (session, _) in _open.Values)
        {
            session.Dispose();
        }

        _open.Clear();
    }
}
