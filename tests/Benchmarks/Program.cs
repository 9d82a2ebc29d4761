using KopsPS.Benchmarks;

Dictionary<string, Func<Shell, Task<IReadOnlyList<Measurement>>>> all = new(StringComparer.OrdinalIgnoreCase)
{
    ["import"] = ImportBenchmark.RunAsync,
    ["process"] = ProcessBenchmark.RunAsync,
    ["clusters"] = ClustersBenchmark.RunAsync,
    ["nodes"] = NodesBenchmark.RunAsync,
    ["workloads"] = WorkloadsBenchmark.RunAsync,
    ["watch"] = WatchBenchmark.RunAsync,
    ["capacity"] = CapacityBenchmark.RunAsync,
    ["publish"] = PublishBenchmark.RunAsync,
    ["log"] = LogBenchmark.RunAsync,
    ["parsers"] = ParsersBenchmark.RunAsync,
};
var wanted = args.Length > 0 ? args : [.. all.Keys];
if (wanted.FirstOrDefault(name => !all.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}', only {string.Join(", ", all.Keys)}.");
    return 2;
}

var shell = new Shell();
var failed = false;
Console.WriteLine($"{"",-4} {"Measured",-76} {"Figure",-34} Target");
foreach (var name in wanted)
{
    foreach (var measurement in await all[name](shell))
    {
        failed |= measurement.Passed == false;
        var mark = measurement.Passed switch { true => "ok", false => "FAIL", null => "-" };
        Console.WriteLine($"{mark,-4} {measurement.What,-76} {measurement.Figure,-34} {measurement.Target}");
    }
}

return failed ? 1 : 0;
