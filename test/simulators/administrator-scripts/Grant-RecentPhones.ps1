# Allows every phone that synchronized lately, as administrators do before they set the default to quarantine. Run unchanged in tests.
param([int]$Days = 30)

$since = (Get-Date).AddDays(-$Days)
Get-MobileDevice -ResultSize Unlimited | Get-MobileDeviceStatistics | Where-Object { $_.LastSuccessSync -gt $since } | ForEach-Object {
    $mailbox = ($_.Identity -split '\\')[0]
    Set-CASMailbox -Identity $mailbox -ActiveSyncAllowedDeviceIDs @{ Add = $_.DeviceID } -WarningAction SilentlyContinue
}
