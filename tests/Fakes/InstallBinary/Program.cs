using KopsPS.Engine;
using KopsPS.Engine.Binaries;

var home = args[1];
var environment = new HostEnvironment(
    [KeyValuePair.Create("LOCALAPPDATA", home), KeyValuePair.Create("XDG_DATA_HOME", home)], home);
var installer = new BinaryInstaller(environment, NoFeedback.Instance);
var plan = await installer.PlanAsync(new BinaryRequest { Name = "kops", Version = "1.36.2", Mirror = args[0] }, default);

// The test lets all installers go at the same moment.
Console.WriteLine("ready");
Console.ReadLine();
Console.WriteLine((await installer.InstallAsync(plan, default)).Verified);
