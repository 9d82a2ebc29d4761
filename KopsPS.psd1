@{
    RootModule = 'KopsPS.psm1'
    RequiredAssemblies = @('KopsPS.dll')
    ModuleVersion = '0.1.0'
    GUID = '5f0f6c0b-3a0e-4f65-9d0c-6f7f6f1f5a52'
    Author = 'KopsPS contributors'
    CompanyName = 'KopsPS contributors'
    Copyright = 'Copyright (c) 2026 KopsPS contributors. MIT licence.'
    Description = 'Production Kubernetes on AWS with kOps: from an empty state store to a healthy cluster and every day after, in PowerShell objects.'
    PowerShellVersion = '7.4'
    CompatiblePSEditions = @('Core')

    FormatsToProcess = @('KopsPS.Format.ps1xml')

    # With commas: without, each name is a statement of its own, which makes an import 5 ms (of 52) slower.
    CmdletsToExport = @(
        'Clear-KopsDefault',
        'Clear-KopsNode',
        'Enter-KopsManagementServer',
        'Export-KopsKubeconfig',
        'Get-KopsAutoscaler',
        'Get-KopsBinary',
        'Get-KopsCapacity',
        'Get-KopsCluster',
        'Get-KopsComponentHealth',
        'Get-KopsDefault',
        'Get-KopsDnsZone',
        'Get-KopsEvent',
        'Get-KopsHealth',
        'Get-KopsIdentity',
        'Get-KopsInstanceGroup',
        'Get-KopsLoadBalancer',
        'Get-KopsLog',
        'Get-KopsManagementServer',
        'Get-KopsManifest',
        'Get-KopsMetric',
        'Get-KopsNetworkPolicy',
        'Get-KopsNodeHealth',
        'Get-KopsPlan',
        'Get-KopsService',
        'Get-KopsStateStore',
        'Get-KopsWorkload',
        'Get-KopsWorkloadHealth',
        'Initialize-KopsEnvironment',
        'Install-KopsBinary',
        'New-KopsCluster',
        'New-KopsDiscoveryStore',
        'New-KopsDnsZone',
        'New-KopsIdentity',
        'New-KopsManagementServer',
        'New-KopsSshKey',
        'New-KopsStateStore',
        'Publish-KopsWorkload',
        'Remove-KopsAutoscaler',
        'Remove-KopsCluster',
        'Remove-KopsDiscoveryStore',
        'Remove-KopsDnsZone',
        'Remove-KopsEnvironment',
        'Remove-KopsIdentity',
        'Remove-KopsManagementServer',
        'Remove-KopsSshKey',
        'Remove-KopsStateStore',
        'Remove-KopsWorkload',
        'Repair-KopsNode',
        'Resolve-KopsService',
        'Restart-KopsWorkload',
        'Resume-KopsNode',
        'Resume-KopsWorkload',
        'Set-KopsAutoscaler',
        'Set-KopsDefault',
        'Set-KopsStateStore',
        'Set-KopsWorkloadScale',
        'Start-KopsManagementServer',
        'Stop-KopsManagementServer',
        'Suspend-KopsNode',
        'Suspend-KopsWorkload',
        'Test-KopsCluster',
        'Test-KopsDnsZone',
        'Test-KopsIdentity',
        'Test-KopsNetwork',
        'Test-KopsPrerequisite',
        'Test-KopsStateStore',
        'Undo-KopsWorkload',
        'Uninstall-KopsBinary',
        'Update-KopsCluster',
        'Wait-KopsWorkload',
        'Watch-KopsCluster'
    )
    FunctionsToExport = @()
    AliasesToExport = @()
    VariablesToExport = @()

    PrivateData = @{
        PSData = @{
            Tags = @('Kubernetes', 'kOps', 'kops', 'AWS', 'cluster', 'DevOps', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
            ProjectUri = 'https://www.powershellgallery.com/packages/KopsPS'
            ReleaseNotes = 'See CHANGELOG.md in the package.'
            Prerelease = 'preview1'
        }
    }
}
