namespace KopsPS.Engine.Logs;

/// <summary>Where a log tells what keeps it from being read while it tries on.</summary>
internal interface ILogTroubles
{
    /// <summary>Tells it, once.</summary>
    void Tell(LogTarget target, KopsException fault);
}
