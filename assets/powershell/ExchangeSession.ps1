# The one session with Exchange, and single cmdlets run in it. Part of ExchangeConnector.psm1, whose variables it shares.

$script:session = $null
$script:granted = $null
$script:cmdlet = ''
# Whether a session was lost whose farewell the engine would wait for, also at its own end.
$script:isAbandoned = $false

# What the connector ever runs; a request for anything else never leaves this process.
$script:known = [System.Collections.Generic.HashSet[string]]::new([string[]]@(
        'Get-Command', 'Get-ExchangeServer', 'Set-ADServerSettings'
        'Get-ActiveSyncOrganizationSettings', 'Set-ActiveSyncOrganizationSettings'
        'Get-CASMailbox', 'Set-CASMailbox', 'Get-Recipient'
        'Get-MobileDevice', 'Clear-MobileDevice', 'Remove-MobileDevice', 'Get-MobileDeviceStatistics'
        'Get-ActiveSyncDevice', 'Clear-ActiveSyncDevice', 'Remove-ActiveSyncDevice', 'Get-ActiveSyncDeviceStatistics'
        'Get-ActiveSyncDeviceAccessRule', 'New-ActiveSyncDeviceAccessRule', 'Set-ActiveSyncDeviceAccessRule', 'Remove-ActiveSyncDeviceAccessRule'
        'Get-ActiveSyncDeviceClass', 'Get-MobileDeviceMailboxPolicy', 'Get-ActiveSyncMailboxPolicy'
    ), [System.StringComparer]::OrdinalIgnoreCase)
# These change something that is named by no identity.
$script:unnamed = 'Set-ADServerSettings', 'Set-ActiveSyncOrganizationSettings'

# An empty or unknown Identity makes Exchange return, or change, everything (exchange.md 1.1): only a Guid leaves this process.
function Assert-Safe([string]$command, $parameters) {
    if (-not $script:known.Contains($command)) { throw 'This cmdlet is not one of the connector''s.' }
    $isChange = $command -match '^(Set|Clear|Remove)-' -and $script:unnamed -notcontains $command
    if ($isChange -and -not $parameters.ContainsKey('Identity')) { throw 'A change needs an identity.' }
    foreach ($name in 'Identity', 'Mailbox') {
        if (-not $parameters.ContainsKey($name)) { continue }
        $parsed = [guid]::Empty
        if (-not [guid]::TryParse([string]$parameters[$name], [ref]$parsed) -or $parsed -eq [guid]::Empty) { throw 'An object is only addressed by its Guid.' }
    }
}

# Milliseconds between two looks at whether the session is still there.
$script:glance = 250

# The opener may name the process that carries the session: when it is gone the session is, though the engine waits another minute
# for its farewell, and whatever would be said to it. A server that is merely slow loses nothing.
function Test-Carried {
    $transport = $script:session.PSObject.Properties['Transport']
    return $null -eq $transport -or -not $transport.Value.HasExited
}

function Assert-Open {
    if ($null -ne $script:session -and $script:session.Runspace.RunspaceStateInfo.State -eq 'Opened' -and (Test-Carried)) { return }
    throw [System.Management.Automation.ErrorRecord]::new([System.InvalidOperationException]::new('The Exchange session is not open.'), 'SessionLost', 'ConnectionError', $null)
}

function New-Shell([string]$command, $parameters, [string[]]$properties) {
    $script:cmdlet = $command
    Assert-Safe $command $parameters
    Assert-Open
    $shell = [System.Management.Automation.PowerShell]::Create()
    $shell.Runspace = $script:session.Runspace
    [void]$shell.AddCommand($command)
    foreach ($name in $parameters.Keys) { [void]$shell.AddParameter($name, $parameters[$name]) }
    if ($properties.Length -gt 0) { [void]$shell.AddCommand('Select-Object').AddParameter('Property', $properties) }
    return $shell
}

# Runs one cmdlet to its end. A non-terminating error is a failure too: half an answer would look like a whole one.
function Invoke-Exchange([string]$command, $parameters, [string[]]$properties) {
    if ($null -ne $script:read) { throw 'A read is still running.' }
    $shell = New-Shell $command $parameters $properties
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $found = [System.Management.Automation.PSDataCollection[psobject]]::new()
    try {
        $ended = $shell.BeginInvoke($nothing, $found)
        while (-not $ended.AsyncWaitHandle.WaitOne($script:glance)) { Assert-Open }
        [void]$shell.EndInvoke($ended)
        Add-Warnings $shell
        if ($shell.Streams.Error.Count -gt 0) { throw $shell.Streams.Error[0] }
        return , @($found.ReadAll())
    }
    finally { if (Test-Carried) { $shell.Dispose() } }
}

function Get-Granted {
    if ($null -eq $script:granted) {
        $names = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::OrdinalIgnoreCase)
        foreach ($found in (Invoke-Exchange 'Get-Command' @{} @('Name'))) { [void]$names.Add([string]$found.Name) }
        $script:granted = $names
    }
    return , $script:granted
}

function Test-Granted([string]$command) {
    return (Get-Granted).Contains($command)
}

# Cmdlets with the names of their parameters. Import-PSSession lives on the same answer, so every Exchange gives it.
function Get-Rights([string[]]$names) {
    foreach ($command in (Invoke-Exchange 'Get-Command' @{ Name = $names } @())) {
        [pscustomobject]@{ Name = [string]$command.Name; Parameters = [string[]]@($command.Parameters.Keys) }
    }
}

function Close-Session {
    Stop-Read
    $open = $script:session
    $isCarried = $null -eq $open -or (Test-Carried)
    $script:session = $null
    $script:granted = $null
    if (-not $isCarried) { $script:isAbandoned = $true }
    elseif ($null -ne $open) { Remove-PSSession -Session $open }
}

# "choices": name=value, for New-PSSession and New-PSSessionOption. "credentials": of the account, and for a proxy or null.
function Open-Session([string]$server, [string]$type, [string[]]$choices, $credentials) {
    Close-Session
    $who = @{ Credential = $credentials[0] }
    if ($null -ne $credentials[1]) { $who['ProxyCredential'] = $credentials[1] }
    $script:session = @(& $Opener -Server $server -Type $type -Choices $choices @who)[-1]
    try {
        # Per session: without it only the domain of the Exchange servers is in view.
        if (Test-Granted 'Set-ADServerSettings') { [void](Invoke-Exchange 'Set-ADServerSettings' @{ ViewEntireForest = $true } @()) }
    }
    catch {
        $failure = $_
        Close-Session
        throw $failure
    }
}
