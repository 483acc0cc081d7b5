# The PowerShell half of the Exchange gateway: takes requests from standard input, runs cmdlets in the session's runspace
# with commands and parameters as values (never as text), and answers frames of NDJSON in pure ASCII.
#
# Request, one physical line:  <id> <verb> <argument> ...   An argument is base64 of UTF-8, a list is such items joined by
# commas, "-" is nothing. Reply:  BEGIN <id>, records, END <id> <count of records> ok|more|failed. After "more", the verb
# "next" brings the following records of the same read, and "stop" gives it up.
#
# Windows PowerShell 5.1, ASCII, no cmdlets but those of the engine itself.
# The password is never an argument of a function or of a cmdlet: module logging writes those down.

param([string]$Opener)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$VerbosePreference = 'SilentlyContinue'
$InformationPreference = 'SilentlyContinue'
Import-Module -Name ([System.IO.Path]::Combine($PSScriptRoot, 'ExchangeRecords.psm1')) -DisableNameChecking

# Records of one reply at most, and milliseconds of silence after which an empty reply tells that the read still runs.
$script:batch = 500
$script:patience = 5000

$script:session = $null
$script:read = $null
$script:granted = $null
$script:cmdlet = ''
$script:text = [System.Text.StringBuilder]::new()
$script:count = 0

function Add-Record([string]$kind, $fields) {
    [void]$script:text.Append((ConvertTo-Record $kind $fields)).Append([char]10)
    $script:count++
}

function Add-Failure($failure) {
    [void]$script:text.Append((ConvertTo-FailureRecord $failure $script:cmdlet)).Append([char]10)
    $script:count++
}

function Add-Warnings($shell) {
    foreach ($warning in $shell.Streams.Warning.ReadAll()) { Add-Record 'warning' @{ text = $warning.Message } }
}

function ConvertFrom-Argument([string]$argument) {
    if ($argument -eq '-') { return '' }
    return [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($argument))
}

function ConvertFrom-ListArgument([string]$argument) {
    if ($argument -eq '-') { return , [string[]]@() }
    return , [string[]]@(foreach ($item in $argument.Split(',')) { ConvertFrom-Argument $item })
}

# An empty Identity makes Exchange return, or change, everything (exchange.md 1.1): it never leaves this process.
function Assert-Identity([string]$identity) {
    $parsed = [guid]::Empty
    if (-not [guid]::TryParse($identity, [ref]$parsed) -or $parsed -eq [guid]::Empty) { throw 'A mailbox is only addressed by its Guid.' }
}

function New-Shell([string]$command, $parameters, [string[]]$properties) {
    $script:cmdlet = $command
    if ($null -eq $script:session -or $script:session.Runspace.RunspaceStateInfo.State -ne 'Opened') {
        throw [System.Management.Automation.ErrorRecord]::new([System.InvalidOperationException]::new('The Exchange session is not open.'), 'SessionLost', 'ConnectionError', $null)
    }
    $shell = [System.Management.Automation.PowerShell]::Create()
    $shell.Runspace = $script:session.Runspace
    [void]$shell.AddCommand($command)
    foreach ($name in $parameters.Keys) { [void]$shell.AddParameter($name, $parameters[$name]) }
    if ($properties.Length -gt 0) { [void]$shell.AddCommand('Select-Object').AddParameter('Property', $properties) }
    return $shell
}

# Runs one cmdlet to its end. A non-terminating error is a failure too: half an answer would look like a whole one.
function Invoke-Exchange([string]$command, $parameters, [string[]]$properties) {
    # A runspace runs one pipeline at a time: a read that still fills its collection goes first.
    if ($null -ne $script:read) { [void]$script:read.Ended.AsyncWaitHandle.WaitOne() }
    $shell = New-Shell $command $parameters $properties
    try {
        $found = $shell.Invoke()
        Add-Warnings $shell
        if ($shell.Streams.Error.Count -gt 0) { throw $shell.Streams.Error[0] }
        return , @($found)
    }
    finally { $shell.Dispose() }
}

function Test-Granted([string]$command) {
    if ($null -eq $script:granted) {
        $names = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::OrdinalIgnoreCase)
        foreach ($found in (Invoke-Exchange 'Get-Command' @{} @('Name'))) { [void]$names.Add([string]$found.Name) }
        $script:granted = $names
    }
    return $script:granted.Contains($command)
}

function Close-Session {
    Stop-Read
    $open = $script:session
    $script:session = $null
    $script:granted = $null
    if ($null -ne $open) { Remove-PSSession -Session $open }
}

function Write-Hello {
    Add-Record 'facts' ([ordered]@{ version = [string]$PSVersionTable.PSVersion; host = [string]$Host.Name; language = [string]$ExecutionContext.SessionState.LanguageMode })
}

function Open-Session([string]$server, [string]$type, $credential) {
    Close-Session
    $script:session = @(& $Opener -Server $server -Type $type -Credential $credential)[-1]
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

function Write-Commands {
    [void](Test-Granted 'Get-Command')
    foreach ($name in $script:granted) { Add-Record 'command' @{ name = $name } }
}

function Write-Servers {
    $wanted = 'Name', 'Fqdn', 'AdminDisplayVersion', 'ServerRole', 'IsClientAccessServer', 'IsEdgeServer', 'DistinguishedName'
    foreach ($server in (Invoke-Exchange 'Get-ExchangeServer' @{} $wanted)) {
        Add-Record 'server' ([ordered]@{
                name = [string]$server.Name; fqdn = [string]$server.Fqdn; version = [string]$server.AdminDisplayVersion; role = [string]$server.ServerRole
                isClientAccess = [string]$server.IsClientAccessServer -eq 'True'; isEdge = [string]$server.IsEdgeServer -eq 'True'
                distinguishedName = [string]$server.DistinguishedName
            })
    }
}

function Write-Rules {
    foreach ($settings in (Invoke-Exchange 'Get-ActiveSyncOrganizationSettings' @{} @('DefaultAccessLevel'))) {
        Add-Record 'settings' @{ level = [string]$settings.DefaultAccessLevel }
    }
    foreach ($rule in (Invoke-Exchange 'Get-ActiveSyncDeviceAccessRule' @{} @('Name', 'Characteristic', 'QueryString', 'AccessLevel'))) {
        Add-Record 'rule' ([ordered]@{
                name = [string]$rule.Name; characteristic = [string]$rule.Characteristic; query = [string]$rule.QueryString; level = [string]$rule.AccessLevel
            })
    }
}

$script:mailboxProperties = 'Guid', 'DistinguishedName', 'DisplayName', 'PrimarySmtpAddress', 'ActiveSyncEnabled', 'ActiveSyncAllowedDeviceIDs', 'ActiveSyncBlockedDeviceIDs'
$script:deviceProperties = 'Guid', 'DistinguishedName', 'DeviceId', 'FriendlyName', 'DeviceType', 'DeviceModel', 'DeviceOS', 'DeviceUserAgent',
'DeviceAccessState', 'DeviceAccessStateReason', 'FirstSyncTime'

# An Identity that does not exist makes Exchange return other objects, up to all of them (exchange.md 1.1): two at most are
# asked for, and only the one that was meant is passed on.
function Write-Mailbox([string]$guid) {
    Assert-Identity $guid
    $found = Invoke-Exchange 'Get-CASMailbox' @{ Identity = $guid; ResultSize = 2 } $script:mailboxProperties
    $meant = @(foreach ($mailbox in $found) { if ([string]$mailbox.Guid -eq $guid) { $mailbox } })
    Add-MailboxLine $script:text $meant
    $script:count += $meant.Count
}

function Add-ListEdit($parameters, [string]$name, [string[]]$add, [string[]]$remove) {
    $edit = @{}
    if ($add.Length -gt 0) { $edit['Add'] = $add }
    if ($remove.Length -gt 0) { $edit['Remove'] = $remove }
    if ($edit.Count -gt 0) { $parameters[$name] = $edit }
}

# Only additions and removals, never a whole list: other administrators own entries too. One call moves an entry atomically.
function Edit-AccessLists([string[]]$arguments) {
    $guid = ConvertFrom-Argument $arguments[0]
    Assert-Identity $guid
    $parameters = @{}
    Add-ListEdit $parameters 'ActiveSyncAllowedDeviceIDs' (ConvertFrom-ListArgument $arguments[1]) (ConvertFrom-ListArgument $arguments[2])
    Add-ListEdit $parameters 'ActiveSyncBlockedDeviceIDs' (ConvertFrom-ListArgument $arguments[3]) (ConvertFrom-ListArgument $arguments[4])
    if ($parameters.Count -eq 0) { return }
    $parameters['Identity'] = $guid
    [void](Invoke-Exchange 'Set-CASMailbox' $parameters @())
}

function Start-Read([string]$kind) {
    Stop-Read
    if ($kind -eq 'mailboxes') { $shell = New-Shell 'Get-CASMailbox' @{ ResultSize = 'Unlimited' } $script:mailboxProperties }
    elseif (Test-Granted 'Get-MobileDevice') { $shell = New-Shell 'Get-MobileDevice' @{ ResultSize = 'Unlimited'; ActiveSync = $true } $script:deviceProperties }
    else { $shell = New-Shell 'Get-ActiveSyncDevice' @{ ResultSize = 'Unlimited' } $script:deviceProperties }
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $script:read = @{ Kind = $kind; Shell = $shell; Output = $output; Ended = $shell.BeginInvoke($nothing, $output); Queue = $null; Next = 0 }
}

function Stop-Read {
    $old = $script:read
    $script:read = $null
    if ($null -eq $old) { return }
    try { if (-not $old.Ended.IsCompleted) { $old.Shell.Stop() } }
    finally { $old.Shell.Dispose() }
}

# What has arrived of the running read, at most one batch; waits for it, but not for longer than the patience.
function Receive-Objects {
    $read = $script:read
    $waited = 0
    while ($null -eq $read.Queue -or $read.Next -ge $read.Queue.Count) {
        $isOver = $read.Ended.IsCompleted
        $read.Queue = $read.Output.ReadAll()
        $read.Next = 0
        if ($read.Queue.Count -gt 0) { break }
        if ($isOver -or $waited -ge $script:patience) { return , @() }
        [void]$read.Ended.AsyncWaitHandle.WaitOne(10)
        $waited += 10
    }
    $taken = [System.Math]::Min($script:batch, $read.Queue.Count - $read.Next)
    $objects = [object[]]::new($taken)
    for ($index = 0; $index -lt $taken; $index++) { $objects[$index] = $read.Queue[$read.Next + $index] }
    $read.Next += $taken
    return , $objects
}

function Write-Batch {
    if ($null -eq $script:read) { throw 'No read is running.' }
    $read = $script:read
    $objects = Receive-Objects
    if ($read.Kind -eq 'mailboxes') { Add-MailboxLine $script:text $objects } else { Add-DeviceLine $script:text $objects }
    $script:count += $objects.Length
    Add-Warnings $read.Shell
    if ($objects.Length -gt 0 -or -not $read.Ended.IsCompleted -or $read.Output.Count -gt 0) { return 'more' }
    [void]$read.Shell.EndInvoke($read.Ended)
    if ($read.Shell.Streams.Error.Count -gt 0) { throw $read.Shell.Streams.Error[0] }
    Stop-Read
    return 'ok'
}

function Invoke-Verb([string]$verb, [string[]]$arguments) {
    switch ($verb) {
        'hello' { Write-Hello }
        'commands' { Write-Commands }
        'servers' { Write-Servers }
        'rules' { Write-Rules }
        'mailboxes' { Start-Read 'mailboxes'; return Write-Batch }
        'devices' { Start-Read 'devices'; return Write-Batch }
        'next' { return Write-Batch }
        'stop' { Stop-Read }
        'mailbox' { Write-Mailbox (ConvertFrom-Argument $arguments[0]) }
        'change-lists' { Edit-AccessLists $arguments }
        'close' { Close-Session }
        default { throw 'The request is not known.' }
    }
    return 'ok'
}

function Write-Frame([string]$id, [string]$status) {
    $frame = 'BEGIN ' + $id + [char]10 + $script:text.ToString() + 'END ' + $id + ' ' + $script:count + ' ' + $status + [char]10
    [Console]::Out.Write($frame)
    [Console]::Out.Flush()
}

# Takes over standard input until it ends. "open <server> <type> <user> <password>" is dealt with here, without any call
# that has the password as an argument; the line, its parts and the credential are forgotten afterwards.
function Start-ExchangeConnector {
    Write-Frame '0' 'ok'
    while ($null -ne ($line = [Console]::In.ReadLine())) {
        $parts = $line.Split([char]32)
        $id = $parts[0]
        $verb = $parts[1]
        [void]$script:text.Clear()
        $script:count = 0
        $status = 'ok'
        try {
            if ($verb -eq 'open') {
                $secret = [System.Security.SecureString]::new()
                foreach ($character in [System.Text.Encoding]::UTF8.GetChars([System.Convert]::FromBase64String($parts[5]))) { $secret.AppendChar($character) }
                $secret.MakeReadOnly()
                $credential = [System.Management.Automation.PSCredential]::new((ConvertFrom-Argument $parts[4]), $secret)
                $line = $null
                $parts[5] = $null
                try { Open-Session (ConvertFrom-Argument $parts[2]) (ConvertFrom-Argument $parts[3]) $credential }
                finally { $credential = $null; $secret.Dispose() }
            }
            else {
                $arguments = if ($parts.Length -gt 2) { $parts[2..($parts.Length - 1)] } else { @() }
                $status = Invoke-Verb $verb $arguments
            }
        }
        catch {
            [void]$script:text.Clear()
            $script:count = 0
            Add-Failure $_
            $status = 'failed'
            $global:Error.Clear()
            if ($verb -eq 'next' -or $verb -eq 'mailboxes' -or $verb -eq 'devices') { try { Stop-Read } catch { $script:read = $null } }
        }
        Write-Frame $id $status
    }
    Close-Session
}

Export-ModuleMember -Function 'Start-ExchangeConnector'
