namespace KopsPS.Engine.Tests;

/// <summary>Settings that know nothing of the machine the tests run on.</summary>
internal static class TestSettings
{
    /// <summary>Keys and a region, and the variables given; a null takes one away.</summary>
    public static KopsSettings With(string home, params (string Name, string? Value)[] variables)
    {
        var all = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "AKIATEST", ["AWS_SECRET_ACCESS_KEY"] = "test-secret", ["AWS_REGION"] = "us-east-1", ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        foreach (var (name, value) in variables)
        {
            all.Remove(name);
            if (value is not null)
            {
                all[name] = value;
            }
        }

        return new KopsSettings { Environment = new HostEnvironment(all, home) };
    }
}
