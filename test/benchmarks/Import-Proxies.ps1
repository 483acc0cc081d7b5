# Makes cmdlets of a remote session commands of this PowerShell, the way Import-PSSession does: for each a function with the parameters
# that the server tells, which looks at the session, then passes what was bound to Invoke-Command through a steppable pipeline.
# Import-PSSession itself is in none of the packages that the host from NuGet is made of.
param([Parameter(Mandatory = $true)]$Session, [Parameter(Mandatory = $true)][string[]]$Name)

# Where there are no cmdlets such as New-Object, the host brings its own, as in the shell of an administrator.
if ([System.IO.Path]::GetFileNameWithoutExtension([System.Environment]::ProcessPath) -eq 'rehearsal-powershell') {
    Import-Module ([System.IO.Path]::Combine([System.AppContext]::BaseDirectory, 'Microsoft.PowerShell.Commands.Utility.dll')) -Global
}
$global:importedSession = $Session
function global:Get-ImportedSession {
    if ($global:importedSession.Runspace.RunspaceStateInfo.State -ne 'Opened') { throw 'The session is not open any more.' }
    return $global:importedSession
}

$common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
$asking = [System.Management.Automation.PowerShell]::Create()
$asking.Runspace = $Session.Runspace
foreach ($command in $asking.AddCommand('Get-Command').AddParameter('Name', $Name).Invoke()) {
    # Only their names cross the wire, so a switch would want a value: the script uses none.
    $parameters = foreach ($parameter in $command.Parameters.Keys) {
        if ($common -contains $parameter) { continue }
        $binding = if ($parameter -eq 'Identity') { '[Parameter(Position = 0, ValueFromPipelineByPropertyName = $true)]' } else { '' }
        '{0}[object]${{{1}}}' -f $binding, $parameter
    }
    $body = @'
    [CmdletBinding()]
    param(%PARAMETERS%)
    begin {
        $remote = {
            Invoke-Command -Session (Get-ImportedSession) -HideComputerName -ArgumentList '%NAME%', $PSBoundParameters -ScriptBlock {
                param($name, $bound)
                & $name @bound
            }
        }
        $pipeline = $remote.GetSteppablePipeline($MyInvocation.CommandOrigin)
        $pipeline.Begin($MyInvocation.ExpectingInput, $ExecutionContext)
    }
    process { $pipeline.Process($_) }
    end { $pipeline.End() }
'@
    $made = [scriptblock]::Create($body.Replace('%PARAMETERS%', ($parameters -join ', ')).Replace('%NAME%', $command.Name))
    [void]$ExecutionContext.InvokeProvider.Item.Set('function:global:' + $command.Name, $made)
}
