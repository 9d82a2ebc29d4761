@{
    RootModule = 'SmallestModule.dll'
    ModuleVersion = '1.0.0'
    GUID = '0b6f7b1e-46a4-4a0c-9d0a-3f2b2e1c7a10'
    FormatsToProcess = @('SmallestModule.Format.ps1xml')
    CmdletsToExport = @('Get-Smallest')
    FunctionsToExport = @()
    AliasesToExport = @()
    VariablesToExport = @()
}
