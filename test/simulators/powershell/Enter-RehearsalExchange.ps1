# Makes the cmdlets of an opened session with the rehearsal Exchange the cmdlets of this PowerShell. What opened the session gives
# its address and ticket in the environment, as it does to the endpoint of the connector's own sessions.
$ErrorActionPreference = 'Continue'
if ([System.IO.Path]::GetFileNameWithoutExtension([System.Environment]::ProcessPath) -eq 'rehearsal-powershell') {
    Import-Module ([System.IO.Path]::Combine([System.AppContext]::BaseDirectory, 'Microsoft.PowerShell.Commands.Utility.dll'))
}
Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'ExchangeSimulator.psm1'))

# For a PowerShell that has no console of its own: everything as text, objects as lists.
function Show-Object {
    param([Parameter(ValueFromPipeline)][object]$InputObject)
    process {
        if ($null -eq $InputObject) { return }
        if ($InputObject -is [System.Management.Automation.WarningRecord]) { [Console]::Out.WriteLine("WARNING: $InputObject") }
        elseif ($InputObject -is [System.Management.Automation.ErrorRecord]) { [Console]::Out.WriteLine("ERROR: $InputObject [$($InputObject.FullyQualifiedErrorId)]") }
        elseif ($InputObject -is [string] -or $InputObject -is [valuetype]) { [Console]::Out.WriteLine([string]$InputObject) }
        else {
            foreach ($property in $InputObject.PSObject.Properties) {
                $value = if ($property.Value -is [array]) { '{' + ($property.Value -join ', ') + '}' } else { [string]$property.Value }
                [Console]::Out.WriteLine($property.Name.PadRight(34) + ': ' + $value)
            }
            [Console]::Out.WriteLine()
        }
    }
}
