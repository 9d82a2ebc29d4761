namespace KopsPS;

/// <summary>A part of a cluster: the eight of Kubernetes' architecture, and what a cluster does not work without.</summary>
public enum KopsComponentPart
{
    /// <summary>The API servers.</summary>
    ApiServer,

    /// <summary>etcd: its checks, its members, its backups.</summary>
    Etcd,

    /// <summary>The scheduler.</summary>
    Scheduler,

    /// <summary>The controller manager, and its controllers by what they do.</summary>
    ControllerManager,

    /// <summary>The cloud controller manager.</summary>
    CloudControllerManager,

    /// <summary>The kubelets, all together; <c>Get-KopsNodeHealth</c> has each.</summary>
    Kubelet,

    /// <summary>kube-proxy, or what replaces it.</summary>
    KubeProxy,

    /// <summary>The container runtimes, all together.</summary>
    ContainerRuntime,

    /// <summary>The cluster's name service.</summary>
    Dns,

    /// <summary>The network plug-in.</summary>
    Cni,

    /// <summary>The storage drivers.</summary>
    Csi,

    /// <summary>The metrics API.</summary>
    Metrics,

    /// <summary>Other APIs that the API server hands on.</summary>
    AggregatedApi,

    /// <summary>Admission webhooks.</summary>
    Webhook,

    /// <summary>Namespaces.</summary>
    Namespace,

    /// <summary>Requests for certificates.</summary>
    Certificate,

    /// <summary>Leaders of what is not one of Kubernetes' own parts.</summary>
    Addon,

    /// <summary>The cluster as a whole: its versions.</summary>
    Cluster,
}
