# The main job with real kops, once with each version in KOPSPS_TEST_KOPS. README.md says how to point it at peers.
BeforeDiscovery {
    $versions = @()
    if ($env:KOPSPS_TEST_KOPS) {
        $versions = @(Get-ChildItem $env:KOPSPS_TEST_KOPS -Filter 'kops-*' -File |
            Where-Object Name -match '^kops-(\d+\.\d+\.\d+)(\.exe)?$' |
            ForEach-Object { @{ Version = $_.Name -replace '^kops-|\.exe$'; Path = $_.FullName } })
    }

    $readme = Get-Content (Join-Path (Split-Path (Split-Path $PSScriptRoot)) README.md) -Raw
    $statements = @([regex]::Matches($readme, '(?ms)^```powershell \(pwsh\)\r?\n(.*?)^```') |
        ForEach-Object { $_.Groups[1].Value -split '\r?\n' } |
        Where-Object { $_ })
}

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    Import-Module ($env:KOPSPS_TEST_MODULE ? $env:KOPSPS_TEST_MODULE : (Join-Path $root out KopsPS KopsPS.psd1)) -Force
    $name = $env:KOPSPS_TEST_CLUSTER ? $env:KOPSPS_TEST_CLUSTER : 'prod.example.com'
    $region = $env:KOPSPS_TEST_REGION ? $env:KOPSPS_TEST_REGION : 'us-east-1'
    $dnsZone = $env:KOPSPS_TEST_DNS_ZONE ? $env:KOPSPS_TEST_DNS_ZONE : $name.Substring($name.IndexOf('.') + 1)
    $sshKey = $env:KOPSPS_TEST_SSH_KEY
    if (-not $sshKey) {
        # An Ed25519 key needs no more than 32 bytes.
        $sshKey = Join-Path $TestDrive id_ed25519.pub
        $blob = [byte[]](0, 0, 0, 11) + [Text.Encoding]::ASCII.GetBytes('ssh-ed25519') + [byte[]](0, 0, 0, 32) + [byte[]](1..32)
        Set-Content $sshKey "ssh-ed25519 $([Convert]::ToBase64String($blob)) acceptance"
    }
}

AfterAll {
    Clear-KopsDefault
    Remove-Module KopsPS -Force
}

Describe 'What the tests run against' {
    It 'is named' {
        [bool]($env:KOPSPS_TEST_KOPS -or $env:KOPSPS_TEST_KUBECONFIG) | Should -BeTrue -Because 'README.md says how to point these tests at real peers'
    }

    It 'has a kops, and a store, where kops is asked for' {
        if ($env:KOPSPS_TEST_KOPS) {
            @(Get-ChildItem $env:KOPSPS_TEST_KOPS -Filter 'kops-*' -File).Count | Should -BeGreaterThan 0
            $env:KOPSPS_TEST_STATE_STORE | Should -Match '^s3://'
        }
    }
}

if ($env:KOPSPS_TEST_KOPS) {
    Describe 'The main job with kops <Version>' -ForEach $versions {
        BeforeAll {
            $defaults = @{ StateStore = $env:KOPSPS_TEST_STATE_STORE; Region = $region; KopsPath = $Path; Kubeconfig = Join-Path $TestDrive "kubeconfig-$Version" }
            if ($env:KOPSPS_TEST_AWS_ENDPOINT) {
                $defaults.EndpointUrl = $env:KOPSPS_TEST_AWS_ENDPOINT
            }

            Clear-KopsDefault
            Set-KopsDefault @defaults
            $create = @{
                Name = $name; Zone = 'a', 'b', 'c' | ForEach-Object { "$region$_" }; Production = $true; DnsZone = $dnsZone; NodeCount = 6
                AdminAccess = '203.0.113.0/24'; SshAccess = '203.0.113.0/24'; SshPublicKey = $sshKey
            }
        }

        It 'writes nothing with -WhatIf or -DryRun' {
            New-KopsCluster @create -WhatIf | Should -BeNullOrEmpty
            (New-KopsCluster @create -DryRun).Yaml | Should -Match "name: $([regex]::Escape($name))"
            Get-KopsCluster | Where-Object ClusterName -eq $name | Should -BeNullOrEmpty
        }

        It 'creates a cluster that only the given networks reach' {
            $cluster = New-KopsCluster @create
            $cluster.ClusterName | Should -Be $name
            $cluster.ApiAccess | Should -Be @('203.0.113.0/24')
            $cluster.SshAccess | Should -Be @('203.0.113.0/24')
            $cluster.Topology | Should -Be 'Private'
        }

        It 'refuses to create it again' {
            { New-KopsCluster @create -ErrorAction Stop } | Should -Throw -ErrorId 'KopsClusterExists,*'
        }

        It 'plans everything as new, understanding every line' {
            $plan = Get-KopsPlan $name
            $plan.HasChanges | Should -BeTrue
            $plan.ToCreate | Should -BeGreaterThan 100
            $plan.ToModify + $plan.ToDelete | Should -Be 0
            $plan.Unparsed | Should -BeNullOrEmpty
            $plan | Should -Be (Get-KopsPlan $name)
        }

        It 'names the nearest cluster where a name is misspelt' {
            { Get-KopsPlan ($name -replace '^(.)(.)', '$2$1') -ErrorAction Stop } | Should -Throw -ErrorId 'KopsClusterNotFound,*' -ExpectedMessage "*$name*"
        }

        It 'applies the plan, after which nothing is left to do' {
            $plan = Get-KopsPlan $name
            $result = $plan | Update-KopsCluster
            $result.Applied | Should -BeTrue
            $result.Plan.ToCreate | Should -Be $plan.ToCreate
            (Get-KopsPlan $name).HasChanges | Should -BeFalse
        }

        It 'validates the cluster' {
            if ($env:KOPSPS_TEST_CONTROL_PLANE) {
                & $env:KOPSPS_TEST_CONTROL_PLANE $name $Version *> $null
            }

            $validation = Get-KopsCluster $name | Test-KopsCluster -Wait 15m
            $validation.Ready | Should -BeTrue
            $validation.ReadyNodes | Should -Be 9
        }

        It 'exports a kubeconfig for its owner alone, and nodes are healthy by it' {
            $exported = Get-KopsCluster $name | Export-KopsKubeconfig -Admin 1h
            if (-not $IsWindows) {
                (Get-Item $exported.Kubeconfig).UnixFileMode | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite')
            }

            $nodes = Get-KopsCluster $name | Get-KopsNodeHealth
            $nodes.Count | Should -Be 9

            # The API server of a bed may be of another version than the cluster asks for, which is all that may be found.
            $nodes.Findings | Where-Object Code -notin KubeletTooOld, KubeletTooNew | Should -BeNullOrEmpty
            $nodes | Where-Object Verdict -in Unhealthy, NotChecked | Should -BeNullOrEmpty
            $nodes | Sort-Object InstanceGroup | Format-Table | Out-String -Width 160 | Should -Match 'control-plane-'
        }

        It 'replaces a node that is to be repaired, one at a time' {
            $node = Get-KopsNodeHealth -ClusterName $name | Where-Object { $_.Role -eq 'node' -and "$($_.Verdict)" -ne 'Unhealthy' } | Select-Object -First 1
            $plan = $node | Repair-KopsNode -DeleteEmptyDirData -WhatIf
            "$($plan.Outcome)" | Should -Be 'Planned'
            $plan.Steps.Name | Should -Be @('Cordon', 'Drain', 'Replace', 'Wait')

            $repair = $node | Repair-KopsNode -DeleteEmptyDirData -JoinTimeout 15m -Confirm:$false
            "$($repair.Outcome)" | Should -Be 'Done'
            $repair.InstanceGroup | Should -Be $plan.InstanceGroup
            $repair.Replacement | Should -Not -Be $node.Name
            (Get-KopsNodeHealth $repair.Replacement -ClusterName $name).InstanceGroup | Should -Be $plan.InstanceGroup
            kubectl --kubeconfig $defaults.Kubeconfig -n kube-system get lease kopsps-repair --ignore-not-found | Should -BeNullOrEmpty
        }

        It 'runs this line of the README: <_>' -ForEach $statements {
            Invoke-Expression $_ | Out-String | Should -Not -BeNullOrEmpty
        }

        It 'lists what would be deleted, and deletes nothing yet' {
            $resources = @(Remove-KopsCluster $name -WhatIf)
            $resources.Count | Should -BeGreaterThan 30
            $resources.Type | Should -Contain 'instance'
            (Get-KopsCluster $name).ClusterName | Should -Be $name
        }

        It 'deletes the cluster' {
            Remove-KopsCluster $name -Force | Should -Not -BeNullOrEmpty
            Get-KopsCluster | Where-Object ClusterName -eq $name | Should -BeNullOrEmpty
        }
    }
}

if ($env:KOPSPS_TEST_KUBECONFIG) {
    Describe 'A running cluster' -ForEach $env:KOPSPS_TEST_KUBECONFIG {
        It 'has nodes with verdicts' {
            $nodes = @(Get-KopsNodeHealth -Kubeconfig $_)
            $nodes.Count | Should -BeGreaterThan 0
            $nodes | Where-Object { -not "$($_.Verdict)" -or -not $_.Name } | Should -BeNullOrEmpty
        }

        It 'gives the first of them without reading on' {
            @(Get-KopsNodeHealth -Kubeconfig $_ | Select-Object -First 1).Count | Should -Be 1
        }

        It 'has parts and workloads with verdicts' {
            $parts = @(Get-KopsComponentHealth -Kubeconfig $_)
            $workloads = @(Get-KopsWorkloadHealth -Kubeconfig $_)
            'ApiServer', 'Etcd', 'Scheduler', 'ControllerManager', 'CloudControllerManager', 'Kubelet', 'KubeProxy', 'ContainerRuntime' |
                Where-Object { $_ -notin $parts.Part } | Should -BeNullOrEmpty
            $workloads.Kind | Should -Contain 'Deployment'
            $parts + $workloads | Where-Object { -not "$($_.Verdict)" -or -not $_.Name } | Should -BeNullOrEmpty
        }

        It 'has no error while nothing is wrong with it' {
            $health = Get-KopsHealth -Kubeconfig $_ -IncludePod -FailOn Error
            $health.Problems | Where-Object Verdict -eq Unhealthy | ForEach-Object { "$_ $($_.Finding)" } | Should -BeNullOrEmpty
            $health.NotChecked.Code | Where-Object { $_ -notin 'EtcdAlarm', 'EtcdBackupOld', 'EtcdMemberDown', 'DriverNotRegistered' } | Should -BeNullOrEmpty
            Get-KopsHealth -Kubeconfig $_ -Quiet | Should -BeTrue
        }

        It 'tells what is there to a watcher' {
            $seen = @(Watch-KopsCluster -Kubeconfig $_ -IncludeExisting | Select-Object -First 5)
            $seen.Count | Should -Be 5
            $seen | Where-Object { -not $_.Kind -or -not $_.Name } | Should -BeNullOrEmpty
        }
    }

    Describe 'A running cluster with faults' -ForEach $env:KOPSPS_TEST_KUBECONFIG {
        BeforeAll {
            $kubeconfig = $_
            $faults = Join-Path $TestDrive faults.yaml
            Set-Content $faults @'
apiVersion: v1
kind: Namespace
metadata: {name: kopsps-acceptance}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: small, namespace: kopsps-acceptance}
spec:
  hard: {requests.memory: 8Mi}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: broken, namespace: kopsps-acceptance}
spec:
  replicas: 2
  selector: {matchLabels: {app: broken}}
  template:
    metadata: {labels: {app: broken}}
    spec:
      containers: [{name: web, image: registry.k8s.io/pause:3.10, resources: {requests: {memory: 64Mi}}}]
---
apiVersion: v1
kind: Service
metadata: {name: nowhere, namespace: kopsps-acceptance}
spec:
  selector: {app: none}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Pod
metadata: {name: waiting, namespace: kopsps-acceptance}
spec:
  automountServiceAccountToken: false
  schedulerName: nobody
  containers: [{name: web, image: registry.k8s.io/pause:3.10, resources: {requests: {memory: 1Mi}}}]
'@
            # A namespace's own service account comes a moment after it.
            for ($try = 0; $try -lt 30; $try++) {
                kubectl --kubeconfig $kubeconfig apply -f $faults 2>&1 | Out-Null
                if ($LASTEXITCODE -eq 0) { break }
                Start-Sleep 1
            }

            $LASTEXITCODE | Should -Be 0
            # A start is no fault for its first minute or two.
            $wanted = 'Deployment/kopsps-acceptance/broken', 'Service/kopsps-acceptance/nowhere', 'Pod/kopsps-acceptance/waiting'
            for ($try = 0; $try -lt 40; $try++) {
                $found = @(Get-KopsWorkloadHealth -Kubeconfig $kubeconfig -Namespace kopsps-acceptance -Unhealthy)
                if (-not ($wanted | Where-Object { $_ -notin "$($found -join ' ')".Split(' ') })) { break }
                Start-Sleep 5
            }
        }

        AfterAll {
            kubectl --kubeconfig $kubeconfig delete namespace kopsps-acceptance --wait=true --timeout=2m 2>&1 | Out-Null
        }

        It 'has a <Kind> <Name> with <Code>' -ForEach @(
            @{ Kind = 'Deployment'; Name = 'broken'; Code = 'QuotaExceeded'; Verdict = 'Unhealthy' }
            @{ Kind = 'Service'; Name = 'nowhere'; Code = 'ServiceWithoutEndpoints'; Verdict = 'Degraded' }
            @{ Kind = 'Pod'; Name = 'waiting'; Code = 'PodNotScheduled'; Verdict = 'Unhealthy' }
        ) {
            $one = $found | Where-Object { $_.Kind -eq $Kind -and $_.Name -eq $Name }
            "$($one.Verdict)" | Should -Be $Verdict
            $one.Findings[0].Code | Should -Be $Code
        }

        It 'is unhealthy by just these' {
            $health = Get-KopsHealth -Kubeconfig $kubeconfig -FailOn Error -ErrorVariable fault -ErrorAction SilentlyContinue
            $fault[0].FullyQualifiedErrorId | Should -Be 'KopsHealthBelowLimit,KopsPS.Commands.GetKopsHealthCommand'
            $health.Problems | Where-Object Verdict -eq Unhealthy | ForEach-Object Namespace | Sort-Object -Unique | Should -Be 'kopsps-acceptance'
            Get-KopsHealth -Kubeconfig $kubeconfig -Quiet | Should -BeFalse
        }
    }
}
