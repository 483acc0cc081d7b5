# Runs a script for the Exchange Management Shell against the rehearsal, as an administrator of it: the role cmdlets are functions
# here that hand their parameters to the session, as an imported session would have them. The password is a line of standard input.
param([string]$Opener, [string]$Server, [string]$User, [string]$Script)
$ErrorActionPreference = 'Stop'
$secret = [System.Security.SecureString]::new()
foreach ($character in [Console]::In.ReadLine().ToCharArray()) { $secret.AppendChar($character) }
$session = @(& $Opener -Server $Server -Type 'on-premises' -Credential ([System.Management.Automation.PSCredential]::new($User, $secret)))[-1]
$proxy = {
    param([Parameter(Position = 0)][string]$Identity, [string]$Name, [string]$Parent, [string]$Role, [string]$User, [string[]]$Parameters, [switch]$Overwrite, [bool]$Confirm)
    $shell = [System.Management.Automation.PowerShell]::Create()
    $shell.Runspace = $session.Runspace
    [void]$shell.AddCommand($MyInvocation.MyCommand.Name)
    foreach ($bound in $PSBoundParameters.GetEnumerator()) { [void]$shell.AddParameter($bound.Key, $bound.Value) }
    $shell.Invoke()
    if ($shell.Streams.Error.Count -gt 0) { throw $shell.Streams.Error[0] }
}
${function:Get-ManagementRole} = $proxy
${function:New-ManagementRole} = $proxy
${function:Get-ManagementRoleEntry} = $proxy
${function:Add-ManagementRoleEntry} = $proxy
${function:Remove-ManagementRoleEntry} = $proxy
${function:Get-ManagementRoleAssignment} = $proxy
${function:New-ManagementRoleAssignment} = $proxy
try {
    . ([scriptblock]::Create([System.IO.File]::ReadAllText($Script)))
    [Console]::Out.WriteLine('the script ran')
}
catch { [Console]::Out.WriteLine("the script failed: $_") }
finally { Remove-PSSession -Session $session }
