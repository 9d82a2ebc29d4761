# The built module (or the one that KOPSPS_TEST_MODULE names) in the shell that runs this, without any peer.
BeforeDiscovery {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $manifest = $env:KOPSPS_TEST_MODULE ? $env:KOPSPS_TEST_MODULE : (Join-Path $root out KopsPS KopsPS.psd1)
    $cmdlets = (Import-PowerShellDataFile $manifest).CmdletsToExport
    $topics = Get-ChildItem (Join-Path $root src Help en-US) -Filter about_*.help.txt | ForEach-Object { $_.Name -replace '\.help\.txt$' }

    # Blocks of the README that need more than PowerShell's core cmdlets; what asks an API server is for the acceptance tests.
    $readme = Get-Content (Join-Path $root README.md) -Raw
    $statements = [regex]::Matches($readme, '(?ms)^```powershell \(pwsh\)\r?\n(.*?)^```') |
        ForEach-Object { $_.Groups[1].Value -split '\r?\n' } |
        Where-Object { $_ -and $_ -notmatch 'NodeHealth' }
}

BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $manifest = $env:KOPSPS_TEST_MODULE ? $env:KOPSPS_TEST_MODULE : (Join-Path $root out KopsPS KopsPS.psd1)
    Import-Module $manifest -Force

    # Another shell like this one; one that came as a tool of dotnet's has no program of its own.
    $shell = [Environment]::ProcessPath
    $shellArguments = @(if ((Split-Path $shell -LeafBase) -eq 'dotnet') { Join-Path $PSHOME pwsh.dll }) + '-NoProfile'

    # A state store of one cluster, as kops writes it.
    $store = Join-Path $TestDrive store
    $folder = New-Item (Join-Path $store prod.example.com) -ItemType Directory -Force
    Set-Content (Join-Path $folder config) @'
apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
metadata:
  creationTimestamp: "2026-11-22T10:00:00Z"
  name: prod.example.com
spec:
  api:
    loadBalancer:
      type: Public
  channel: stable
  cloudProvider: aws
  configBase: s3://acme-kops/prod.example.com
  kubernetesApiAccess:
  - 203.0.113.0/24
  kubernetesVersion: 1.35.5
  networkCIDR: 172.20.0.0/16
  networking:
    cilium: {}
  subnets:
  - cidr: 172.20.64.0/18
    name: us-east-1a
    type: Private
    zone: us-east-1a
  topology:
    dns:
      type: Public
'@
    $groups = New-Item (Join-Path $folder instancegroup) -ItemType Directory -Force
    Set-Content (Join-Path $groups nodes-us-east-1a) @'
apiVersion: kops.k8s.io/v1alpha2
kind: InstanceGroup
metadata:
  labels:
    kops.k8s.io/cluster: prod.example.com
  name: nodes-us-east-1a
spec:
  machineType: m5.large
  maxSize: 3
  minSize: 2
  role: Node
  subnets:
  - us-east-1a
'@
    $storeUrl = 'file://' + ($IsWindows ? '/' : '') + ($store -replace '\\', '/')
}

AfterAll {
    Remove-Module KopsPS -Force
}

Describe 'The manifest' {
    It 'is valid' {
        (Test-ModuleManifest $manifest -ErrorAction Stop).PowerShellVersion | Should -Be '7.4'
    }

    It 'exports cmdlets alone, each by its name' {
        $module = Get-Module KopsPS
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ((Import-PowerShellDataFile $manifest).CmdletsToExport | Sort-Object)
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
    }
}

Describe 'Importing' {
    It 'again with -Force leaves all cmdlets there' {
        Import-Module $manifest -Force
        (Get-Command -Module KopsPS).Count | Should -Be (Import-PowerShellDataFile $manifest).CmdletsToExport.Count
    }

    It 'brings no library of others into the shell' {
        $script = "Import-Module '$manifest'; [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({ `$_.GetName().Name })"
        $loaded = & $shell @shellArguments -Command $script
        $loaded | Should -Contain KopsPS
        $loaded | Where-Object { $_ -match '^(AWSSDK|YamlDotNet|CliWrap|KubernetesClient|KopsPS\.)' } | Should -BeNullOrEmpty
    }
}

Describe 'The help of <_>' -ForEach $cmdlets {
    It 'says what it does, how, and what each parameter is' {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -Match "^\s*$_ \["
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2
        $own = (Get-Command $_).Parameters.Keys | Where-Object {
            $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        }
        $described = $help.Parameters.Parameter | Where-Object { $_.Description.Text } | ForEach-Object Name
        $own | Where-Object { $_ -notin $described } | Should -BeNullOrEmpty
    }
}

Describe 'The topic <_>' -ForEach $topics {
    It 'is found' {
        Get-Help $_ | Out-String | Should -Match $_
    }
}

Describe 'Views' {
    It 'shows clusters in columns that a person expects' {
        $text = Get-KopsCluster -StateStore $storeUrl | Format-Table | Out-String -Width 120
        $text | Should -Match 'Name\s+Version\s+Cloud\s+Networking\s+Topology\s+DNS\s+Zones'
        $text | Should -Match 'prod\.example\.com\s+1\.35\.5\s+aws\s+cilium'
    }

    It 'shows every instance group on one line' {
        $text = Get-KopsInstanceGroup prod.example.com -StateStore $storeUrl | Out-String -Width 120
        $text | Should -Match 'nodes-us-east-1a\s+Node\s+m5\.large\s+2\s+3\s+\{?us-east-1a'
    }

    It 'shows all fields as a list, converts and sorts' {
        $cluster = Get-KopsCluster prod.example.com -StateStore $storeUrl
        $cluster | Format-List * | Out-String | Should -Match 'KubernetesVersion\s*: 1\.35\.5'
        ($cluster | ConvertTo-Json -Depth 20 | ConvertFrom-Json).ClusterName | Should -Be prod.example.com
        ($cluster, $cluster | Sort-Object KubernetesVersion | Select-Object -First 1).Spec.networkCIDR | Should -Be '172.20.0.0/16'
    }

    It 'shows the session''s defaults' {
        try {
            Set-KopsDefault -StateStore $storeUrl
            Get-KopsDefault | Out-String | Should -Match ([regex]::Escape($storeUrl.Substring(0, 8)))
        }
        finally {
            Clear-KopsDefault
        }
    }
}

Describe 'Faults' {
    It 'names the nearest cluster' {
        Get-KopsPlan pord.example.com -StateStore $storeUrl -ErrorVariable fault -ErrorAction SilentlyContinue
        $fault[0].FullyQualifiedErrorId | Should -Be 'KopsClusterNotFound,KopsPS.Commands.GetKopsPlanCommand'
        "$($fault[0])" | Should -Match 'prod\.example\.com'
        $fault[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'deletes nothing unasked where nobody can be asked' {
        $script = "Import-Module '$manifest'; try { Remove-KopsCluster prod.example.com -StateStore '$storeUrl' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
        & $shell @shellArguments -NonInteractive -Command $script |
            Should -Be 'KopsConfirmationRequired,KopsPS.Commands.RemoveKopsClusterCommand'
    }
}

Describe 'Completion' {
    It 'completes the names of clusters' {
        try {
            Set-KopsDefault -StateStore $storeUrl
            (TabExpansion2 'Get-KopsPlan -Name pr' 21).CompletionMatches.CompletionText | Should -Contain prod.example.com
        }
        finally {
            Clear-KopsDefault
        }
    }

    It 'completes <Line> to <Expected>' -ForEach @(
        @{ Line = 'Get-KopsCluster -Region eu-central-'; Expected = 'eu-central-1' }
        @{ Line = 'New-KopsCluster x.example.com -Networking cil'; Expected = 'cilium' }
    ) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText | Should -Contain $Expected
    }
}

Describe 'The README' {
    It 'has this line, which works: <_>' -ForEach $statements {
        try {
            Set-KopsDefault -StateStore $storeUrl
            Invoke-Expression $_ | Out-String | Should -Match 'prod\.example\.com'
        }
        finally {
            Clear-KopsDefault
        }
    }
}
