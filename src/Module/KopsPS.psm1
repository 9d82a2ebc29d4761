# The nested module of an earlier import must go first: with it in place Import-Module -Force exports nothing.
Get-Module -All -Name 'dynamic_code_module_KopsPS.Commands*' | Remove-Module -Force
Import-Module -Assembly ([KopsPS.LoadContext]::Commands)
