namespace KopsPS.Engine.Processes;

/// <summary>The failed run of kops behind a fault: command, exit status and the ends of both streams, without secrets.</summary>
public sealed class KopsProcessException : Exception
{
    internal KopsProcessException(string command, int exitCode, string stdoutTail, string stderrTail)
        : base($"'{command}' ended with exit code {exitCode}.\n{stderrTail}".TrimEnd())
    {
        Command = command;
        ExitCode = exitCode;
        StandardOutput = stdoutTail;
        StandardError = stderrTail;
    }

    /// <summary>The command as a person would type it.</summary>
    public string Command { get; }

    /// <summary>Exit status.</summary>
    public int ExitCode { get; }

    /// <summary>The end of standard output.</summary>
    public string StandardOutput { get; }

    /// <summary>The end of standard error.</summary>
    public string StandardError { get; }
}
