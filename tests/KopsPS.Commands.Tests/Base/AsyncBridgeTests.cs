using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands.Tests.Base;

/// <summary>The bridge between PowerShell's pipeline thread and async work, driven through a cmdlet made for it.</summary>
public sealed class AsyncBridgeTests : IDisposable
{
    private readonly ModuleHost _shell;
    private readonly HandClock _clock = new();
    private readonly ModuleHost _patient;
    private readonly IList _notes = ArrayList.Synchronized(new ArrayList());

    public AsyncBridgeTests()
    {
        _shell = WithBridge(new ModuleHost());
        _patient = WithBridge(new ModuleHost(progressBy: _clock));
    }

    private static ModuleHost WithBridge(ModuleHost shell)
    {
        // Beside the real cmdlets, in the private context: the bridge tested is the one that is shipped.
        shell.Run(
            """
            $private = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([KopsPS.LoadContext]::Commands)
            Import-Module -Assembly ($private.LoadFromAssemblyPath($path))
            """,
            ("path", Path.Combine(Repository.Root, "artifacts", "bin", "BridgeCmdlets", Configuration, "BridgeCmdlets.dll"))).Objects();
        return shell;
    }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name;

    public void Dispose()
    {
        _shell.Dispose();
        _patient.Dispose();
    }

    [Fact]
    public void Objects_come_out_in_order_and_complete()
    {
        var output = Run("Test-Bridge many -Notes $notes").Objects();

        Assert.Equal(Enumerable.Range(0, 10_000), output.Select(item => (int)item.BaseObject));
    }

    [Fact]
    public void A_reader_that_has_enough_ends_the_work()
    {
        // Select-Object is not part of the engine's core; breaking out of a loop stops the pipeline in the same way.
        var result = Run("do { Test-Bridge many, 'too late' -Notes $notes | ForEach-Object { $_; break } } while ($false)");

        Assert.Equal(0, Assert.Single(result.Output).BaseObject);
        Assert.Contains("disposed", _notes.Cast<object>());
        Assert.DoesNotContain(9_999, _notes.Cast<object>());
    }

    [Fact]
    public async Task Stop_cancels_waits_for_the_cleaning_and_says_what_is_left()
    {
        using var running = _shell.Start("Test-Bridge endless -Notes $notes", ("notes", _notes));
        await running.SaidAsync("half-way");

        var result = await running.StopAsync();

        Assert.True(result.Stopped);
        Assert.Equal(["cleaned up", "disposed"], _notes.Cast<object>());
        Assert.Contains("WARNING: left behind", _shell.Host.Text, StringComparison.Ordinal);
        Assert.Collection(
            _shell.Host.Progress.Where(record => record.Activity == "Waiting"),
            half => Assert.Equal(("half-way", 50, 30), (half.StatusDescription, half.PercentComplete, half.SecondsRemaining)),
            end => Assert.Equal(ProgressRecordType.Completed, end.RecordType));
    }

    [Fact]
    public void What_is_over_soon_shows_no_progress()
    {
        _patient.Run("'short', 'a' | Test-Bridge -Notes $notes", ("notes", _notes)).Single();

        Assert.Empty(_patient.Host.Progress);
        _clock.Advance(TimeSpan.FromMinutes(1)); // nor afterwards
        _patient.Run("'b' | Test-Bridge -Notes $notes").Single();
        Assert.Empty(_patient.Host.Progress);
    }

    [Fact]
    public async Task What_lasts_shows_where_it_stands_and_is_taken_down()
    {
        using var running = _patient.Start("Test-Bridge long -Notes $notes -Verbose", ("notes", _notes));
        await running.SaidAsync("told");
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(_patient.Host.Progress);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await running.SaidAsync("half-way");
        await running.StopAsync();

        Assert.Equal(
            [("half-way", ProgressRecordType.Processing), ("Done", ProgressRecordType.Completed)],
            _patient.Host.Progress.Select(record => (record.StatusDescription, record.RecordType)));
    }

    [Fact]
    public void An_items_fault_comes_after_all_good_objects()
    {
        var result = Run("$ErrorActionPreference = 'Continue'; 'a', 'item fault', 'b' | Test-Bridge -Notes $notes");

        Assert.Equal(["a", "b"], result.Output.Select(item => item.ToString()));
        var error = result.SingleError();
        Assert.Equal("BridgeFault,KopsPS.Fakes.Bridge.TestBridgeCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ResourceBusy, error.CategoryInfo.Category);
        Assert.Equal("item", error.TargetObject);
        Assert.Equal("Do something else.", error.ErrorDetails.RecommendedAction);
        Assert.Equal("cause", error.Exception.InnerException!.Message);
    }

    [Fact]
    public void Even_with_ErrorAction_Stop_the_good_objects_are_out_first()
    {
        var result = Run("$out = [System.Collections.ArrayList]::new(); try { 'item fault', 'good' | Test-Bridge -Notes $notes -ErrorAction Stop | ForEach-Object { [void]$out.Add($_) } } catch { 'caught' }; $out");

        Assert.Equal(["caught", "good"], result.Objects().Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("Begin", "begin")]
    [InlineData("End", "end")]
    public void A_fault_outside_an_item_ends_the_command(string where, string target)
    {
        // Only an error that ends the command is caught while errors are to be gone on from.
        var caught = Run($"$ErrorActionPreference = 'Continue'; try {{ Test-Bridge a -FailIn {where} -Notes $notes; 'went on' }} catch {{ $_ }}").Objects();

        Assert.DoesNotContain("went on", caught.Select(item => item.ToString()));
        Assert.Equal(target, Assert.IsType<ErrorRecord>(caught[^1].BaseObject).TargetObject);
    }

    [Fact]
    public void A_defect_has_an_id_of_its_own()
    {
        var error = Run("Test-Bridge defect -Notes $notes").SingleError();

        Assert.Equal("KopsUnexpected,KopsPS.Fakes.Bridge.TestBridgeCommand", error.FullyQualifiedErrorId);
        Assert.IsType<InvalidDataException>(error.Exception);
    }

    [Fact]
    public void What_fails_on_the_pipeline_thread_can_be_caught_where_it_was_asked_for()
    {
        var output = Run("'caught', 'and on' | Test-Bridge -Notes $notes").Objects();

        Assert.Equal(["caught: no such thing here", "and on"], output.Select(item => item.ToString()));
    }

    [Fact]
    public void A_fault_of_PowerShells_own_keeps_its_id()
    {
        var error = Run("Test-Bridge 'not caught' -Notes $notes").SingleError();

        Assert.Equal("DriveNotFound,KopsPS.Fakes.Bridge.TestBridgeCommand", error.FullyQualifiedErrorId);
    }

    [Fact]
    public void The_end_of_the_pipeline_ends_the_work_and_is_no_error()
    {
        var result = Run("'stopped', 'too late' | Test-Bridge -Notes $notes");

        Assert.Empty(result.Output);
        Assert.DoesNotContain(result.Errors, error => error.FullyQualifiedErrorId.StartsWith("KopsUnexpected", StringComparison.Ordinal));
        Assert.Contains("cleaned up", _notes.Cast<object>());
    }

    [Fact]
    public void Every_stream_gets_its_lines()
    {
        var result = Run("Test-Bridge streams -Notes $notes -Verbose -Debug");

        Assert.Contains("a verbose line", result.Verbose);
        Assert.Contains("a debug line", result.Debug);
        Assert.Contains("a warning", result.Warnings);
    }

    [Fact]
    public void ShouldProcess_is_asked_on_the_pipeline_thread()
    {
        Assert.False((bool)Run("Test-Bridge ask -WhatIf -Notes $notes").Single().BaseObject);
        Assert.True((bool)Run("Test-Bridge ask -Confirm:$false -Notes $notes").Single().BaseObject);
    }

    private ShellResult Run(string script) => _shell.Run(script, ("notes", _notes));
}
