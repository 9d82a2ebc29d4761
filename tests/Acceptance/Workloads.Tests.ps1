# Workloads on a running cluster: applied, changed, broken, taken back, scaled and removed, in a namespace of their own that goes
# at the end. With KOPSPS_TEST_NODE that node is cordoned, drained and given back. README.md says how to point it at a cluster.
BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module ($env:KOPSPS_TEST_MODULE ? $env:KOPSPS_TEST_MODULE : (Join-Path $root out KopsPS KopsPS.psd1)) -Force
    $space = 'kopsps-acceptance-work'
}

AfterAll {
    Clear-KopsDefault
    Remove-Module KopsPS -Force
}

if ($env:KOPSPS_TEST_KUBECONFIG) {
    Describe 'Workloads on a running cluster' -ForEach $env:KOPSPS_TEST_KUBECONFIG {
        BeforeAll {
            $kubeconfig = $_
            $context = (kubectl --kubeconfig $kubeconfig config current-context)
            $to = @{ Kubeconfig = $kubeconfig; Context = $context }
            $manifest = @'
apiVersion: v1
kind: Service
metadata: {name: web, namespace: kopsps-acceptance-work, labels: {set: web}}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: kopsps-acceptance-work, labels: {set: web}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: kopsps-acceptance-work, labels: {set: web}}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      automountServiceAccountToken: false
      containers: [{name: web, image: 'registry.k8s.io/pause:3.10', ports: [{containerPort: 8080}], resources: {requests: {cpu: 10m, memory: 8Mi}}}]
'@
        }

        AfterAll {
            kubectl --kubeconfig $kubeconfig delete namespace $space --ignore-not-found --wait=true --timeout=2m 2>&1 | Out-Null
        }

        It 'are only tried with -WhatIf' {
            $tried = @($manifest | Publish-KopsWorkload @to -WhatIf)
            $tried.Action | Should -Be @('Created', 'Created', 'Created')
            $tried.DryRun | Should -Not -Contain $false
            kubectl --kubeconfig $kubeconfig get namespace $space --ignore-not-found | Should -BeNullOrEmpty
        }

        It 'are applied in an order that works, and waited for' {
            $applied = @($manifest | Publish-KopsWorkload @to -Wait -Timeout 3m)
            $applied[0].Kind | Should -Be 'Namespace'
            $applied.Action | Should -Be @('Created', 'Created', 'Created')
            $web = Get-KopsWorkload "deploy/$space/web" @to
            $web.Ready | Should -Be 3
            $web.UpToDate | Should -Be 3
        }

        It 'are unchanged when applied again' {
            @($manifest | Publish-KopsWorkload @to).Action | Sort-Object -Unique | Should -Be 'Unchanged'
        }

        It 'lead to their pods and nodes by service' {
            (Get-KopsService web -Namespace $space @to).ReadyEndpoints.Count | Should -Be 3
            $found = Resolve-KopsService "web.$space" @to
            "$($found.Verdict)" | Should -Be 'Healthy'
            $found.Endpoints.Count | Should -Be 3
            (Resolve-KopsService "nowhere.$space" @to).Findings[0].Code | Should -Be 'ServiceMissing'
        }

        It 'are scaled, and told apart by who owns the field' {
            (Get-KopsWorkload "deploy/$space/web" @to | Set-KopsWorkloadScale -Replicas 4 -Wait -Timeout 2m).Ready | Should -Be 4
            $fault = $null
            $manifest | Publish-KopsWorkload @to -FieldManager another -ErrorVariable fault -ErrorAction SilentlyContinue | Out-Null
            $fault[0].FullyQualifiedErrorId | Should -Be 'KubernetesConflict,KopsPS.Commands.PublishKopsWorkloadCommand'
            "$fault" | Should -Match 'spec\.replicas'
            ($manifest | Publish-KopsWorkload @to -Force | Where-Object Kind -eq Deployment).Differences.Field | Should -Contain 'spec.replicas'
        }

        It 'say why a rollout fails, and are taken back' {
            $fault = $null
            $manifest -replace 'cpu: 10m', 'cpu: 100000' | Publish-KopsWorkload @to -Force -Wait -Timeout 20s -ErrorVariable fault -ErrorAction SilentlyContinue | Out-Null
            $fault[0].FullyQualifiedErrorId | Should -BeIn 'KubernetesRolloutTimeout,KopsPS.Commands.PublishKopsWorkloadCommand', 'KubernetesRolloutFailed,KopsPS.Commands.PublishKopsWorkloadCommand'
            "$fault" | Should -Match 'Insufficient cpu'
            (Undo-KopsWorkload "deploy/$space/web" @to -WhatIf).Differences.Count | Should -BeGreaterThan 0
            Undo-KopsWorkload "deploy/$space/web" @to -Confirm:$false | Out-Null
            (Wait-KopsWorkload "deploy/$space/web" @to -Timeout 2m).Ready | Should -Be 3
        }

        It 'name every field that is wrong' {
            $fault = $null
            $manifest -replace 'replicas: 3', 'replica: 3' | Publish-KopsWorkload @to -ErrorVariable fault -ErrorAction SilentlyContinue | Out-Null
            $fault[0].FullyQualifiedErrorId | Should -Be 'KubernetesInvalid,KopsPS.Commands.PublishKopsWorkloadCommand'
            "$fault" | Should -Match '\.spec\.replica: field not declared'
        }

        It 'are restarted pod by pod' {
            # A pod that still ends is no longer one of them.
            $running = { (kubectl --kubeconfig $kubeconfig -n $space get pods -l app=web -o json | ConvertFrom-Json).items |
                    Where-Object { -not $_.metadata.PSObject.Properties['deletionTimestamp'] } | ForEach-Object { $_.metadata.name } }
            $before = & $running
            (Restart-KopsWorkload "deploy/$space/web" @to -Wait -Timeout 2m).Ready | Should -Be 3
            & $running | Where-Object { $_ -in $before } | Should -BeNullOrEmpty
        }

        It 'have autoscalers' {
            Set-KopsAutoscaler "deploy/$space/web" @to -Minimum 2 -Maximum 5 -CpuUtilization 70 | Out-Null
            $scaler = Get-KopsAutoscaler -Namespace $space @to
            $scaler.Minimum, $scaler.Maximum | Should -Be 2, 5
            Remove-KopsAutoscaler "deploy/$space/web" @to -Force | Out-Null
            Get-KopsAutoscaler -Namespace $space @to | Should -BeNullOrEmpty
        }

        It 'leave events that are put together' {
            $events = @(Get-KopsEvent -Namespace $space @to)
            $events.Reason | Should -Contain 'Scheduled'
            $events | Where-Object { $_.Count -lt 1 -or -not $_.Name } | Should -BeNullOrEmpty
            @(Get-KopsEvent -Namespace $space @to -Severity Warning).Reason | Should -Contain 'FailedScheduling'
        }

        It 'are counted against what the nodes hold' {
            (Get-KopsCapacity -By Cluster @to).Cpu.Allocatable | Should -BeGreaterThan 0
            (Get-KopsCapacity -Namespace $space @to).Cpu.Requested | Should -BeGreaterThan 0
            (Get-KopsCapacity -LikeWorkload "deploy/$space/web" -By Cluster @to).Fit | Should -BeGreaterThan 0
        }

        It 'have a network without faults' {
            Test-KopsNetwork -Namespace $space @to | Where-Object { "$($_.Verdict)" -eq 'Unhealthy' } | ForEach-Object { "$_ $($_.Finding)" } | Should -BeNullOrEmpty
        }

        It 'keep what they must not tell to themselves' {
            $fault = $null
            "apiVersion: v1`nkind: Secret`nmetadata: {name: pin, namespace: $space}`nstringData: {pin: 12345678}" |
                Publish-KopsWorkload @to -ErrorVariable fault -ErrorAction SilentlyContinue | Out-Null
            $fault[0].FullyQualifiedErrorId | Should -Be 'KubernetesInvalid,KopsPS.Commands.PublishKopsWorkloadCommand'
            "$fault" | Should -Match '\.stringData\.pin: expected string'
            "$fault" | Should -Not -Match '12345678'
        }

        It 'are pruned by their labels, nothing else, and only tried with -WhatIf' {
            $less = ($manifest -split '(?m)^---\r?\n' | Where-Object { $_ -notmatch 'kind: Service' }) -join "---`n"
            ($less | Publish-KopsWorkload @to -Force -Prune -Selector set=web -WhatIf | Where-Object Action -eq Pruned).Kind | Should -Be 'Service'
            kubectl --kubeconfig $kubeconfig -n $space get service web -o name | Should -Be 'service/web'
            $pruned = @($less | Publish-KopsWorkload @to -Force -Prune -Selector set=web -Confirm:$false | Where-Object Action -eq Pruned)
            $pruned.Kind | Should -Be 'Service'
        }

        It 'go with their pods' {
            Remove-KopsWorkload "deploy/$space/web" @to -Force | Out-Null
            Get-KopsWorkload -Namespace $space @to | Should -BeNullOrEmpty
        }
    }
}

if ($env:KOPSPS_TEST_KUBECONFIG -and $env:KOPSPS_TEST_NODE) {
    Describe 'A node of a running cluster' -ForEach $env:KOPSPS_TEST_NODE {
        BeforeAll {
            $node = $_
            $to = @{ Kubeconfig = $env:KOPSPS_TEST_KUBECONFIG; Context = (kubectl --kubeconfig $env:KOPSPS_TEST_KUBECONFIG config current-context) }
            $space = 'kopsps-acceptance-node'

            # Something that runs there and would rather stay.
            @"
apiVersion: v1
kind: Namespace
metadata: {name: $space}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: guest, namespace: $space}
spec:
  selector: {matchLabels: {app: guest}}
  template:
    metadata: {labels: {app: guest}}
    spec:
      automountServiceAccountToken: false
      affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, preference: {matchFields: [{key: metadata.name, operator: In, values: [$node]}]}}]}}
      containers: [{name: guest, image: 'registry.k8s.io/pause:3.10', resources: {requests: {cpu: 10m, memory: 8Mi}}}]
"@ | Publish-KopsWorkload @to -Wait -Timeout 3m | Out-Null
        }

        AfterAll {
            Resume-KopsNode $node @to | Out-Null
            kubectl --kubeconfig $env:KOPSPS_TEST_KUBECONFIG delete namespace $space --ignore-not-found --wait=true --timeout=2m 2>&1 | Out-Null
        }

        It 'is cordoned and given back' {
            (Suspend-KopsNode $node @to).Unschedulable | Should -BeTrue
            (Resume-KopsNode $node @to).Unschedulable | Should -BeFalse
        }

        It 'tells every pod before it is drained' {
            $plan = Clear-KopsNode $node @to -WhatIf -DeleteEmptyDirData
            $plan.Drained | Should -BeFalse
            $plan.Pods.Name | Where-Object { $_ -like 'guest-*' } | Should -Not -BeNullOrEmpty
            (kubectl --kubeconfig $env:KOPSPS_TEST_KUBECONFIG get node $node -o 'jsonpath={.spec.unschedulable}') | Should -BeNullOrEmpty
        }

        It 'is drained of what can run elsewhere' {
            $drain = Clear-KopsNode $node @to -DeleteEmptyDirData -Timeout 3m -Confirm:$false
            $drain.Drained | Should -BeTrue
            kubectl --kubeconfig $env:KOPSPS_TEST_KUBECONFIG get pods -A --field-selector "spec.nodeName=$node" -o 'jsonpath={range .items[*]}{.metadata.ownerReferences[0].kind}{"\n"}{end}' |
                Where-Object { $_ -and $_ -notin 'DaemonSet', 'Node' } | Should -BeNullOrEmpty
        }
    }
}
