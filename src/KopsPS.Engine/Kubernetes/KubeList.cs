namespace KopsPS.Engine.Kubernetes;

/// <summary>The wanted part of a list answer.</summary>
internal sealed class KubeList<T>
{
    public List<T>? Items { get; set; }
}
