# A report of all phones by mailbox, in the style in which administrators pass such scripts around. Run unchanged in tests.
param([Parameter(Mandatory = $true)][string]$Path)

$report = @()
$mailboxes = Get-CASMailbox -ResultSize Unlimited -Filter "HasActiveSyncDevicePartnership -eq `$true -and -not DisplayName -like 'CAS_{*'"
foreach ($mailbox in $mailboxes) {
    $owner = Get-Mailbox -Identity $mailbox.Identity
    foreach ($device in Get-ActiveSyncDeviceStatistics -Mailbox $mailbox.Identity) {
        $report += New-Object PSObject -Property @{
            Mailbox  = $owner.PrimarySmtpAddress; Name = $owner.DisplayName; Server = $owner.ServerName
            DeviceId = $device.DeviceID; Model = $device.DeviceModel; System = $device.DeviceOS
            State    = $device.DeviceAccessState; Reason = $device.DeviceAccessStateReason; LastSync = $device.LastSuccessSync
        }
    }
}
$report | Sort-Object LastSync -Descending |
    Select-Object Mailbox, Name, Server, DeviceId, Model, System, State, Reason, LastSync, @{ Name = 'DaysAgo'; Expression = { [int]((Get-Date) - $_.LastSync).TotalDays } } |
    Export-Csv -Path $Path -NoTypeInformation -Encoding UTF8
Write-Host "$(($report | Measure-Object).Count) phones on $(($mailboxes | Measure-Object).Count) mailboxes"
