using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Lifecycle;

/// <summary>Runs kops once, as the process layer's runner does.</summary>
/// <param name="call">What to run.</param>
/// <param name="cancellationToken">Ends the run.</param>
public delegate Task<KopsRun> RunKops(KopsCall call, CancellationToken cancellationToken);
