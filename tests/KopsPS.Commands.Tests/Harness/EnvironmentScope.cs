namespace KopsPS.Commands.Tests;

/// <summary>Sets environment variables and puts the old values back. Only in <see cref="EnvironmentCollection"/>.</summary>
public sealed class EnvironmentScope : IDisposable
{
    private readonly Dictionary<string, string?> _old = [];

    public EnvironmentScope Set(string name, string? value)
    {
        _old.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    public void Dispose()
    {
        foreach (var (name, value) in _old)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
