#Requires -Version 7.4
<#
.SYNOPSIS
Runs the Pester tests of the built module under Pester 5 or 6, whichever is newest here; one that fails or is skipped fails the run.
.PARAMETER Path
Files or folders of tests; this folder unless given.
.PARAMETER PesterVersion
Exactly this version of Pester.
.PARAMETER PesterPath
The Pester in this folder, wherever it lies.
.EXAMPLE
./tests/Pester/run.ps1
.EXAMPLE
./tests/Pester/run.ps1 -Path tests/Acceptance -PesterVersion 5.9.0
#>
[CmdletBinding()]
param(
    [string[]] $Path = $PSScriptRoot,
    [version] $PesterVersion,
    [string] $PesterPath
)

$ErrorActionPreference = 'Stop'
$pester = Get-Module ($PesterPath ? (Join-Path $PesterPath Pester.psd1) : 'Pester') -ListAvailable |
    Where-Object { $_.Version.Major -in 5, 6 -and (-not $PesterVersion -or $_.Version -eq $PesterVersion) } |
    Sort-Object Version -Descending |
    Select-Object -First 1
if (-not $pester) {
    [Console]::Error.WriteLine("Pester $(if ($PesterVersion) { $PesterVersion } else { '5 or 6' }) is not here: Install-PSResource Pester -Version '[5.0,7.0)'")
    exit 2
}

Import-Module $pester.Path
$configuration = New-PesterConfiguration
$configuration.Run.Path = @(Convert-Path -Path $Path)
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $configuration

"Pester $($pester.Version), PowerShell $($PSVersionTable.PSVersion): $($result.PassedCount) passed, $($result.FailedCount) failed, $($result.SkippedCount) skipped, $($result.NotRunCount) not run."
$sound = $result.Result -eq 'Passed' -and $result.PassedCount -gt 0 -and $result.SkippedCount -eq 0 -and $result.NotRunCount -eq 0
exit $(if ($sound) { 0 } else { 1 })
