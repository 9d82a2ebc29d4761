# The nested module of an earlier import must go first: with it in place Import-Module -Force exports nothing. Looking for it costs
# a first import some milliseconds, so that one does not.
if ([KopsPS.LoadContext]::IsLoaded) { Get-Module -All -Name 'dynamic_code_module_KopsPS.Commands*' | Remove-Module -Force }
Import-Module -Assembly ([KopsPS.LoadContext]::Commands)
