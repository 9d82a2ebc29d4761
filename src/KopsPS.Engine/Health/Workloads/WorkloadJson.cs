using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Workloads;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata, Converters = [typeof(LenientCount), typeof(LenientSwitch)])]
[JsonSerializable(typeof(KubeList<PodRow>), TypeInfoPropertyName = "Pods")]
[JsonSerializable(typeof(KubeList<ReplicatedRow>), TypeInfoPropertyName = "Replicated")]
[JsonSerializable(typeof(KubeList<DaemonSetRow>), TypeInfoPropertyName = "DaemonSets")]
[JsonSerializable(typeof(KubeList<JobRow>), TypeInfoPropertyName = "Jobs")]
[JsonSerializable(typeof(KubeList<CronJobRow>), TypeInfoPropertyName = "CronJobs")]
[JsonSerializable(typeof(KubeList<ServiceRow>), TypeInfoPropertyName = "Services")]
[JsonSerializable(typeof(KubeList<SliceRow>), TypeInfoPropertyName = "Slices")]
[JsonSerializable(typeof(KubeList<IngressRow>), TypeInfoPropertyName = "Ingresses")]
[JsonSerializable(typeof(KubeList<IngressClassRow>), TypeInfoPropertyName = "IngressClasses")]
[JsonSerializable(typeof(KubeList<AutoscalerRow>), TypeInfoPropertyName = "Autoscalers")]
[JsonSerializable(typeof(KubeList<QuotaRow>), TypeInfoPropertyName = "Quotas")]
[JsonSerializable(typeof(KubeList<BudgetRow>), TypeInfoPropertyName = "Budgets")]
[JsonSerializable(typeof(KubeList<ClaimRow>), TypeInfoPropertyName = "Claims")]
[JsonSerializable(typeof(KubeList<VolumeRow>), TypeInfoPropertyName = "Volumes")]
[JsonSerializable(typeof(KubeList<StorageClassRow>), TypeInfoPropertyName = "StorageClasses")]
[JsonSerializable(typeof(KubeList<PlaceRow>), TypeInfoPropertyName = "Places")]
[JsonSerializable(typeof(PlaceRow))]
[JsonSerializable(typeof(KubeList<EventRow>), TypeInfoPropertyName = "Events")]
internal sealed partial class WorkloadJson : JsonSerializerContext;
