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

$script:text = [System.Text.StringBuilder]::new()
$script:count = 0

. ([System.IO.Path]::Combine($PSScriptRoot, 'ExchangeSession.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'ExchangeReading.ps1'))

function Add-Line([string]$line) {
    [void]$script:text.Append($line).Append([char]10)
    $script:count++
}

function Add-Objects([string]$kind, $objects, [string[]]$properties) {
    if ($kind -eq 'mailbox') { Add-MailboxLine $script:text $objects }
    elseif ($kind -eq 'device') { Add-DeviceLine $script:text $objects }
    else { foreach ($object in $objects) { [void]$script:text.Append((ConvertTo-ObjectRecord $kind $object $properties)).Append([char]10) } }
    $script:count += $objects.Length
}

function Add-Warnings($shell) {
    foreach ($warning in $shell.Streams.Warning.ReadAll()) { Add-Line (ConvertTo-Record 'warning' @{ text = $warning.Message }) }
}

function ConvertFrom-Argument([string]$argument) {
    if ($argument -eq '-') { return '' }
    return [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($argument))
}

function ConvertFrom-ListArgument([string]$argument) {
    if ($argument -eq '-') { return , [string[]]@() }
    return , [string[]]@(foreach ($item in $argument.Split(',')) { ConvertFrom-Argument $item })
}

# An edit of a multivalued property: items to add begin with "+", items to remove with "-".
function ConvertFrom-EditArgument([string]$argument) {
    $edit = @{}
    $items = ConvertFrom-ListArgument $argument
    $add = [string[]]@(foreach ($item in $items) { if ($item.StartsWith('+')) { $item.Substring(1) } })
    $remove = [string[]]@(foreach ($item in $items) { if ($item.StartsWith('-')) { $item.Substring(1) } })
    if ($add.Length -gt 0) { $edit['Add'] = $add }
    if ($remove.Length -gt 0) { $edit['Remove'] = $remove }
    return $edit
}

# Triples of name, kind and value.
function ConvertFrom-ParameterArguments([string[]]$arguments) {
    $parameters = @{}
    for ($index = 0; $index + 2 -lt $arguments.Length; $index += 3) {
        $name = ConvertFrom-Argument $arguments[$index]
        switch (ConvertFrom-Argument $arguments[$index + 1]) {
            'text' { $parameters[$name] = ConvertFrom-Argument $arguments[$index + 2] }
            'truth' { $parameters[$name] = (ConvertFrom-Argument $arguments[$index + 2]) -eq 'true' }
            'edit' { $parameters[$name] = ConvertFrom-EditArgument $arguments[$index + 2] }
            'nothing' { $parameters[$name] = $null }
            default { throw 'A parameter is of no known kind.' }
        }
    }
    return $parameters
}

function Read-Call([string[]]$arguments) {
    $rest = if ($arguments.Length -gt 3) { $arguments[3..($arguments.Length - 1)] } else { @() }
    return @{
        Kind       = ConvertFrom-Argument $arguments[0]
        Command    = ConvertFrom-Argument $arguments[1]
        Properties = ConvertFrom-ListArgument $arguments[2]
        Parameters = ConvertFrom-ParameterArguments $rest
    }
}

function Write-Hello {
    Add-Line (ConvertTo-Record 'facts' ([ordered]@{ version = [string]$PSVersionTable.PSVersion; host = [string]$Host.Name; language = [string]$ExecutionContext.SessionState.LanguageMode }))
}

function Write-Rights([string[]]$wanted) {
    $names = [string[]]@(foreach ($name in $wanted) { if (Test-Granted $name) { $name } })
    if ($names.Length -eq 0) { return }
    foreach ($right in (Get-Rights $names)) { Add-Line (ConvertTo-ObjectRecord 'right' $right @('Name', 'Parameters')) }
}

function Write-Call([string[]]$arguments) {
    $call = Read-Call $arguments
    $found = Invoke-Exchange $call.Command $call.Parameters $call.Properties
    if ($call.Kind -ne 'nothing') { Add-Objects $call.Kind $found $call.Properties }
}

function Invoke-Verb([string]$verb, [string[]]$arguments) {
    switch ($verb) {
        'hello' { Write-Hello }
        'rights' { Write-Rights (ConvertFrom-ListArgument $arguments[0]) }
        'call' { Write-Call $arguments }
        'read' { Start-Read (Read-Call $arguments); return Write-Batch }
        'next' { return Write-Batch }
        'stop' { Stop-Read }
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

function Write-Failure([string]$verb, $failure) {
    [void]$script:text.Clear()
    $script:count = 0
    Add-Line (ConvertTo-FailureRecord $failure $script:cmdlet)
    $global:Error.Clear()
    if ($verb -eq 'next' -or $verb -eq 'read') { try { Stop-Read } catch { $script:read = $null } }
}

# Takes over standard input until it ends. "open <server> <type> <choices> <user> <password>", and where a proxy wants them
# <proxy user> <proxy password>, is dealt with here, without any call that has a password as an argument; the line, its parts and the credential are forgotten afterwards.
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
                $line = $null
                $credentials = [System.Management.Automation.PSCredential[]]::new(2)
                for ($which = 0; $which -lt 2 -and $parts.Length -gt 6 + 2 * $which; $which++) {
                    $secret = [System.Security.SecureString]::new()
                    $told = $parts[6 + 2 * $which].Replace('-', '')
                    foreach ($character in [System.Text.Encoding]::UTF8.GetChars([System.Convert]::FromBase64String($told))) { $secret.AppendChar($character) }
                    $secret.MakeReadOnly()
                    $credentials[$which] = [System.Management.Automation.PSCredential]::new((ConvertFrom-Argument $parts[5 + 2 * $which]), $secret)
                    $told = $parts[6 + 2 * $which] = $null
                }
                try { Open-Session (ConvertFrom-Argument $parts[2]) (ConvertFrom-Argument $parts[3]) (ConvertFrom-ListArgument $parts[4]) $credentials }
                finally { foreach ($credential in $credentials) { if ($null -ne $credential) { $credential.Password.Dispose() } } }
            }
            else {
                $arguments = if ($parts.Length -gt 2) { $parts[2..($parts.Length - 1)] } else { @() }
                $status = Invoke-Verb $verb $arguments
            }
        }
        catch {
            Write-Failure $verb $_
            $status = 'failed'
        }
        Write-Frame $id $status
    }
    Close-Session
    if ($script:isAbandoned) { [System.Environment]::Exit(0) }
}

Export-ModuleMember -Function 'Start-ExchangeConnector'
