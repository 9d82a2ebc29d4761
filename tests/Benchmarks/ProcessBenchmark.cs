namespace KopsPS.Benchmarks;

/// <summary>What a cmdlet that wraps one call of kops adds to the process, which here plays a recording.</summary>
internal static class ProcessBenchmark
{
    private const double Limit = 30;
    private const int Times = 15;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        const string What = "Get-KopsPlan over the bare kops process, warm";
        if (!Shell.Has("Get-KopsPlan"))
        {
            return [Measurement.NotMeasured(What, "the module has no Get-KopsPlan")];
        }

        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-preview").WithSnapshot("20-updated");
        Task<double> BareAsync() => Shell.TimeAsync(Times, kops.KopsPath, ["update", "cluster", "--name", "prod.example.com", "--state", kops.StateStore]);
        var before = await BareAsync();
        var run = await shell.RunAsync(
            $"Get-KopsPlan -Name prod.example.com -StateStore '{kops.StateStore}' -KopsPath '{kops.KopsPath}'",
            Times + 3,
            environment: [("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_REGION", "us-east-1")]);

        // On both sides, so that a machine that slows down or speeds up meanwhile does not pass for the module.
        var bare = (before + await BareAsync()) / 2;
        var warm = Measurement.Median(run.Runs.Skip(3));
        return [new($"{What} of {bare:0} ms", $"{warm - bare:0} ms, of a processor {Measurement.Median(run.Cpu.Skip(3)):0} ms", $"<= {Limit} ms", warm - bare <= Limit)];
    }
}
