using System.Runtime.CompilerServices;

namespace KopsPS.Commands.Tests;

/// <summary>Takes away what the machine's own settings could do to a test, before the first one runs.</summary>
internal static class HermeticEnvironment
{
    private static readonly string[] Unwanted =
    [
        "KOPS_STATE_STORE", "KOPS_CLUSTER_NAME", "KOPS_BASE_URL", "KOPS_FEATURE_FLAGS", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
        "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY",
        "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "GITHUB_ACTIONS", "TF_BUILD", "GITHUB_PATH", "NO_COLOR",
    ];

    [ModuleInitializer]
    internal static void Prepare()
    {
        foreach (var name in Unwanted)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        var nowhere = Path.Combine(Path.GetTempPath(), "kopsps-tests-no-such-folder");
        Environment.SetEnvironmentVariable("KUBECONFIG", Path.Combine(nowhere, "kubeconfig"));
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(nowhere, "config"));
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(nowhere, "credentials"));
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "testing");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "testing");
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }
}
