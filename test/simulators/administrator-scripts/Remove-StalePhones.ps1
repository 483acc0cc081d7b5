# Removes partnerships of phones that have not synchronized for a long time. Run unchanged in tests.
param([int]$Days = 60)

$before = (Get-Date).AddDays(-$Days)
$stale = @(Get-MobileDevice -ResultSize Unlimited | Get-MobileDeviceStatistics | Where-Object { $_.LastSuccessSync -lt $before })
foreach ($device in $stale) { Remove-MobileDevice -Identity $device.Guid.ToString() -Confirm:$false }
Write-Output "$($stale.Count) removed"
