namespace k8s;

public static class Kubernetes
{
    public static string Version => "1.0.0";
}
