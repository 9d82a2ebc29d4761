#Requires -Version 7.4
<#
.SYNOPSIS
Builds, tests and packs KopsPS: a thin front to the dotnet commands that the README names.
.EXAMPLE
./build.ps1 Build
Stages an importable module in out/KopsPS.
.EXAMPLE
./build.ps1 Package
Writes the package for the PowerShell Gallery to out/.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Demo', 'Help', 'Package')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location $PSScriptRoot

switch ($Task) {
    'Build' { dotnet build src/Module -c $Configuration }
    'Test' { dotnet test KopsPS.sln }
    'Demo' { dotnet run --project examples/MainJob }
    'Help' {
        dotnet build src/Module -c $Configuration
        Import-Module ./out/KopsPS/KopsPS.psd1 -Force
        Get-Command -Module KopsPS | Get-Help | Format-Table Name, Synopsis -Wrap
    }
    'Package' { dotnet pack src/Module -c $Configuration -o out }
}
