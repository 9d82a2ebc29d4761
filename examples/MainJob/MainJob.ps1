# The main job: from an empty state store to a validated cluster and its node health, and away again.
# $StateStore, $KopsPath and $SshPublicKey are set by whoever runs this.

# Where this session works.
Set-KopsDefault -StateStore $StateStore -KopsPath $KopsPath -Region us-east-1

# Nothing is there yet.
Get-KopsCluster

# A cluster: stored by kops, nothing in the cloud yet.
$c = New-KopsCluster prod.example.com -Zone us-east-1a, us-east-1b, us-east-1c -Production -Networking cilium -Bastion `
    -NodeCount 6 -NodeSize m5.large -ControlPlaneSize m5.large -DnsZone example.com -Tag @{ team = 'platform'; env = 'prod' } `
    -AdminAccess 203.0.113.0/24 -SshAccess 203.0.113.0/24 -SshPublicKey $SshPublicKey -KubernetesVersion 1.34.7
$c

# What would be made.
$c | Get-KopsPlan

# Make it, and wait until it is ready.
$c | Update-KopsCluster | Test-KopsCluster -Wait 15m -Interval 1s

# A second plan is empty.
($c | Get-KopsPlan).HasChanges

# Access for an hour, and the health of its nodes.
$c | Export-KopsKubeconfig -Admin 1h
$c | Get-KopsNodeHealth

# The worst of them, with what to do.
$c | Get-KopsNodeHealth -Unhealthy | ForEach-Object { $_.Findings } | Where-Object Severity -eq Error

# What a deletion would take away; then take it away.
$c | Remove-KopsCluster -WhatIf
$c | Remove-KopsCluster -Force
Get-KopsCluster
