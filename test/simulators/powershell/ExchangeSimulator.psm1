# The PowerShell face of the rehearsal Exchange: cmdlets with Exchange's names, parameters and types, as the organization's own
# process describes them. Each asks that process over loopback and streams what comes back; nothing is decided here.
# It runs in the endpoint process, on PowerShell 7 and on the rehearsal host, where only the engine's own cmdlets exist.

$script:base = $env:EXCHANGE_CONNECTOR_REHEARSAL_URL.TrimEnd('/') + '/sessions/' + $env:EXCHANGE_CONNECTOR_REHEARSAL_TICKET
$handler = [System.Net.Http.HttpClientHandler]::new()
$handler.UseProxy = $false
$script:client = [System.Net.Http.HttpClient]::new($handler)
$script:client.Timeout = [System.Threading.Timeout]::InfiniteTimeSpan
$script:common = [System.Collections.Generic.HashSet[string]]::new(
    [string[]]([System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters))
$script:dates = [System.Collections.Generic.HashSet[string]]::new(
    [string[]]('FirstSyncTime', 'WhenChanged', 'WhenChangedUTC', 'WhenCreated', 'WhenCreatedUTC', 'LastUpdateTime', 'LastPolicyUpdateTime',
        'LastSyncAttemptTime', 'LastSuccessSync', 'DeviceWipeSentTime', 'DeviceWipeRequestTime', 'DeviceWipeAckTime',
        'AccountOnlyDeviceWipeSentTime', 'AccountOnlyDeviceWipeRequestTime', 'AccountOnlyDeviceWipeAckTime'))

function ConvertTo-Plain($value) {
    if ($null -eq $value) { return $null }
    $plain = $value.PSObject.BaseObject
    if ($plain -is [System.Management.Automation.SwitchParameter]) { return [bool]$plain }
    if ($plain -is [System.Collections.IDictionary]) {
        $lists = [System.Collections.Generic.Dictionary[string, object]]::new()
        foreach ($key in $plain.Keys) { $lists.Add([string]$key, [string[]]@($plain[$key])) }
        return , $lists
    }
    if ($plain -is [string] -or $plain -is [bool] -or $plain -is [int] -or $plain -is [long]) { return $plain }
    if ($plain -is [System.Collections.IEnumerable]) { return , [string[]]@($plain) }
    return [string]$plain
}

function New-Request([string]$cmdlet, $bound) {
    $parameters = [System.Collections.Generic.Dictionary[string, object]]::new()
    foreach ($name in $bound.Keys) {
        if (-not $script:common.Contains($name)) { $parameters.Add($name, (ConvertTo-Plain $bound[$name])) }
    }
    $body = [System.Collections.Generic.Dictionary[string, object]]::new()
    $body.Add('cmdlet', $cmdlet)
    $body.Add('parameters', $parameters)
    $json = [System.Text.Json.JsonSerializer]::Serialize($body, $body.GetType())
    $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::Post, $script:base + '/invoke')
    $request.Content = [System.Net.Http.StringContent]::new($json, [System.Text.Encoding]::UTF8, 'application/json')
    return $request
}

function New-Failure([string]$message, [string]$id, [string]$category) {
    $kind = [System.Management.Automation.ErrorCategory]::NotSpecified
    [void][System.Enum]::TryParse($category, $true, [ref]$kind)
    return [System.Management.Automation.ErrorRecord]::new([System.InvalidOperationException]::new($message), $id, $kind, $null)
}

# The whole answer of one cmdlet. An answer that stops before its end is an error: a short list must never look complete.
function Invoke-Organization($caller, $bound) {
    $response = $null
    # Compared as values: texts would be turned into them for each property of each object.
    $text, $yes, $no, $number, $list = [System.Text.Json.JsonValueKind[]]('String', 'True', 'False', 'Number', 'Array')
    $roundtrip = [System.Globalization.DateTimeStyles]::RoundtripKind
    try {
        # Waited for in small steps, so that the client can stop the pipeline while the server is silent.
        $coming = $script:client.SendAsync((New-Request $caller.MyInvocation.MyCommand.Name $bound), 'ResponseHeadersRead')
        while (-not ([System.IAsyncResult]$coming).AsyncWaitHandle.WaitOne(50)) { }
        $response = $coming.GetAwaiter().GetResult()
        if (-not $response.IsSuccessStatusCode) {
            $caller.ThrowTerminatingError((New-Failure "The session is not known to the server any more ($([int]$response.StatusCode))." 'SessionLost' 'ConnectionError'))
        }
        $reader = [System.IO.StreamReader]::new($response.Content.ReadAsStream(), [System.Text.Encoding]::UTF8)
        $count = 0
        $ended = $false
        while ($null -ne ($line = $reader.ReadLine())) {
            $document = [System.Text.Json.JsonDocument]::Parse($line)
            foreach ($entry in $document.RootElement.EnumerateObject()) {
                if ($entry.Name -eq 'object') {
                    $count++
                    $type = $entry.Value.GetProperty('type').GetString()
                    $object = [System.Management.Automation.PSObject]::new()
                    $object.PSObject.TypeNames.Insert(0, $type)
                    $properties = $object.PSObject.Properties
                    foreach ($property in $entry.Value.GetProperty('properties').EnumerateObject()) {
                        $element = $property.Value
                        $kind = $element.ValueKind
                        $name = $property.Name
                        $value = $null
                        if ($kind -eq $text) {
                            $value = $element.GetString()
                            if ($script:dates.Contains($name)) { $value = [System.DateTime]::Parse($value, $null, $roundtrip) }
                            elseif ($name -eq 'Guid') { $value = [System.Guid]::Parse($value) }
                        }
                        elseif ($kind -eq $yes) { $value = $true }
                        elseif ($kind -eq $no) { $value = $false }
                        elseif ($kind -eq $number) { $value = $element.GetInt64() }
                        elseif ($kind -eq $list) { $value = [string[]]@(foreach ($item in $element.EnumerateArray()) { $item.GetString() }) }
                        $properties.Add([System.Management.Automation.PSNoteProperty]::new($name, $value), $true)
                    }
                    $caller.WriteObject($object)
                }
                elseif ($entry.Name -eq 'warning') { $caller.WriteWarning($entry.Value.GetString()) }
                elseif ($entry.Name -eq 'error') {
                    $failure = $entry.Value
                    $caller.WriteError((New-Failure $failure.GetProperty('message').GetString() $failure.GetProperty('id').GetString() $failure.GetProperty('category').GetString()))
                }
                # The process stays: after its death the engine's out-of-process transport would take a minute to notice, WSMan none.
                elseif ($entry.Name -eq 'death') { $caller.ThrowTerminatingError((New-Failure 'The remote session was lost on the server.' 'SessionLost' 'ConnectionError')) }
                elseif ($entry.Name -eq 'end') { $ended = $entry.Value.GetProperty('count').GetInt64() -eq $count }
            }
            $document.Dispose()
        }
        if (-not $ended) { $caller.ThrowTerminatingError((New-Failure 'The answer of the server ended too early.' 'SessionLost' 'ConnectionError')) }
    }
    catch [System.IO.IOException], [System.Net.Http.HttpRequestException] {
        $caller.ThrowTerminatingError((New-Failure "The connection to the server was lost: $($_.Exception.Message)" 'SessionLost' 'ConnectionError'))
    }
    finally { if ($null -ne $response) { $response.Dispose() } }
}

# Role-based access control: a cmdlet or a parameter that is not granted is not there at all. The text is made of the
# organization's own constants.
$answer = [System.Text.Json.JsonDocument]::Parse($script:client.GetStringAsync($script:base + '/commands').GetAwaiter().GetResult())
$granted = [string[]]@(foreach ($command in $answer.RootElement.GetProperty('commands').EnumerateArray()) { $command.GetString() })
. ([scriptblock]::Create($answer.RootElement.GetProperty('module').GetString()))

# The NuGet engine has no Select-Object of its own; the rehearsal host brings a compiled one beside itself.
$utility = [System.IO.Path]::Combine([System.AppContext]::BaseDirectory, 'Microsoft.PowerShell.Commands.Utility.dll')
if ([System.IO.Path]::GetFileNameWithoutExtension([System.Environment]::ProcessPath) -eq 'rehearsal-powershell') { Import-Module $utility }
Export-ModuleMember -Function $granted -Cmdlet 'Select-Object'
