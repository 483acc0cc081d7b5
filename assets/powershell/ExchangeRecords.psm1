# Turns what Exchange returns into NDJSON records: every field becomes text, true or false, or an ISO date; pure ASCII.
# The line of a clean object costs one regular expression and one format, because this runs once per device.
# Windows PowerShell 5.1, ASCII, no cmdlets but those of the engine itself.

$ErrorActionPreference = 'Stop'

# Anything outside printable ASCII, the quotation mark and the backslash must be escaped.
$script:unsafe = [regex]::new('[^ !#-\[\]-~]', [System.Text.RegularExpressions.RegexOptions]::Compiled)
$script:bytePair = [regex]::new('(..)-(..)-?', [System.Text.RegularExpressions.RegexOptions]::Compiled)
$script:invariant = [System.Globalization.CultureInfo]::InvariantCulture
$script:deviceLine = '{{"record":"device","guid":"{0}","owner":"{1}","deviceId":"{2}","friendlyName":"{3}","type":"{4}","model":"{5}","system":"{6}","userAgent":"{7}","state":"{8}","stateReason":"{9}","firstSync":"{10}","changed":"{11}"}}'
$script:mailboxLine = '{{"record":"mailbox","guid":"{0}","name":"{1}","displayName":"{2}","address":"{3}","activeSyncEnabled":{4},"allowed":[{5}],"blocked":[{6}],"changed":"{7}"}}'
$script:container = ',CN=ExchangeActiveSyncDevices,'

# A loop over characters in script would be forty times slower: the bytes of UTF-16 are written as hexadecimal and paired up
# by .NET. Half a surrogate pair survives this, an encoding would replace it.
function ConvertTo-EscapedText([string]$text) {
    if (-not $script:unsafe.IsMatch($text)) { return $text }
    $bytes = [byte[]]::new($text.Length * 2)
    [System.Buffer]::BlockCopy($text.ToCharArray(), 0, $bytes, 0, $bytes.Length)
    return $script:bytePair.Replace([System.BitConverter]::ToString($bytes), '\u$2$1')
}

function ConvertTo-IsoDate($value) {
    if ($null -eq $value) { return '' }
    if ($value -is [datetime]) { return $value.ToUniversalTime().ToString('o', $script:invariant) }
    $parsed = [datetime]::MinValue
    $styles = [System.Globalization.DateTimeStyles]'AssumeUniversal, AdjustToUniversal'
    if ([datetime]::TryParse([string]$value, $script:invariant, $styles, [ref]$parsed)) { return $parsed.ToString('o', $script:invariant) }
    return ''
}

# A multivalued property arrives as a list, as one text when it has one entry, or as nothing.
function ConvertTo-TextItems($value) {
    if ($null -eq $value) { return '' }
    $items = [string[]]@($value)
    if ($items.Length -eq 0) { return '' }
    for ($index = 0; $index -lt $items.Length; $index++) { $items[$index] = ConvertTo-EscapedText $items[$index] }
    return '"' + [string]::Join('","', $items) + '"'
}

# One record from names and plain values; the slow way, for what comes in ones and twos.
function ConvertTo-Record([string]$kind, $fields) {
    $line = [System.Text.StringBuilder]::new('{"record":"' + $kind + '"')
    foreach ($name in $fields.Keys) {
        $value = $fields[$name]
        [void]$line.Append(',"').Append($name).Append('":')
        if ($value -is [bool]) { [void]$line.Append($value.ToString().ToLowerInvariant()) }
        else { [void]$line.Append('"').Append((ConvertTo-EscapedText ([string]$value))).Append('"') }
    }
    return $line.Append('}').ToString()
}

# One record from an object of Exchange: its properties by their own names, each a text or a list of texts.
function ConvertTo-ObjectRecord([string]$kind, $object, [string[]]$properties) {
    $line = [System.Text.StringBuilder]::new('{"record":"' + $kind + '"')
    foreach ($name in $properties) {
        $value = $object.$name
        if ($value -is [psobject]) { $value = $value.PSObject.BaseObject }
        [void]$line.Append(',"').Append($name).Append('":')
        if ($value -is [datetime]) { [void]$line.Append('"').Append((ConvertTo-IsoDate $value)).Append('"') }
        elseif ($value -isnot [string] -and $value -is [System.Collections.IEnumerable]) { [void]$line.Append('[').Append((ConvertTo-TextItems $value)).Append(']') }
        else { [void]$line.Append('"').Append((ConvertTo-EscapedText ([string]$object.$name))).Append('"') }
    }
    return $line.Append('}').ToString()
}

# The cmdlet is the one that was last asked of Exchange, or empty.
function ConvertTo-FailureRecord($failure, [string]$cmdlet) {
    $exception = $failure.Exception
    while ($exception -is [System.Management.Automation.MethodInvocationException] -and $null -ne $exception.InnerException) {
        $exception = $exception.InnerException
    }
    # The record inside a transport's exception names no cause; the one that New-PSSession wrote has WinRM's number, in every language.
    $isTransport = $exception -is [System.Management.Automation.Remoting.PSRemotingTransportException]
    if (-not $isTransport -and $exception -is [System.Management.Automation.RuntimeException] -and $null -ne $exception.ErrorRecord) {
        $failure = $exception.ErrorRecord
    }
    $id = [string]$failure.FullyQualifiedErrorId
    $request = [regex]::Match($id + ' ' + $exception.Message, 'RequestId=([0-9A-Za-z-]{1,64})')
    return ConvertTo-Record 'error' ([ordered]@{
            id = $id; category = [string]$failure.CategoryInfo.Category; reason = [string]$failure.CategoryInfo.Reason
            type = $exception.GetType().Name; message = $exception.Message; requestId = $request.Groups[1].Value; cmdlet = $cmdlet
            location = [string]$(if ($exception -is [System.Management.Automation.Remoting.PSRemotingTransportRedirectException]) { $exception.RedirectLocation })
        })
}

# The mailbox of a device is its grandparent in the directory: CN=<type and id>,CN=ExchangeActiveSyncDevices,<mailbox>.
function Add-DeviceLine($text, $devices) {
    foreach ($device in $devices) {
        $name = [string]$device.DistinguishedName
        $cut = $name.LastIndexOf($script:container, [System.StringComparison]::OrdinalIgnoreCase)
        $owner = if ($cut -lt 0) { '' } else { $name.Substring($cut + $script:container.Length) }
        $first = $device.FirstSyncTime
        $date = if ($first -is [datetime]) { $first.ToUniversalTime().ToString('o', $script:invariant) } else { ConvertTo-IsoDate $first }
        $values = [string[]]($device.Guid, $owner, $device.DeviceId, $device.FriendlyName, $device.DeviceType, $device.DeviceModel,
            $device.DeviceOS, $device.DeviceUserAgent, $device.DeviceAccessState, $device.DeviceAccessStateReason, $date, (ConvertTo-IsoDate $device.WhenChangedUTC))
        if ($script:unsafe.IsMatch([string]::Concat($values))) {
            for ($index = 0; $index -lt $values.Length; $index++) {
                if ($script:unsafe.IsMatch($values[$index])) { $values[$index] = ConvertTo-EscapedText $values[$index] }
            }
        }
        [void]$text.AppendFormat($script:deviceLine, [object[]]$values).Append([char]10)
    }
}

function Add-MailboxLine($text, $mailboxes) {
    foreach ($mailbox in $mailboxes) {
        $values = [string[]]($mailbox.Guid, $mailbox.DistinguishedName, $mailbox.DisplayName, $mailbox.PrimarySmtpAddress)
        if ($script:unsafe.IsMatch([string]::Concat($values))) {
            for ($index = 0; $index -lt $values.Length; $index++) {
                if ($script:unsafe.IsMatch($values[$index])) { $values[$index] = ConvertTo-EscapedText $values[$index] }
            }
        }
        $enabled = if ([string]$mailbox.ActiveSyncEnabled -eq 'True') { 'true' } else { 'false' }
        $allowed = ConvertTo-TextItems $mailbox.ActiveSyncAllowedDeviceIDs
        $blocked = ConvertTo-TextItems $mailbox.ActiveSyncBlockedDeviceIDs
        [void]$text.AppendFormat($script:mailboxLine, [object[]]($values + $enabled + $allowed + $blocked + (ConvertTo-IsoDate $mailbox.WhenChangedUTC))).Append([char]10)
    }
}

Export-ModuleMember -Function 'ConvertTo-Record', 'ConvertTo-ObjectRecord', 'ConvertTo-FailureRecord', 'Add-DeviceLine', 'Add-MailboxLine'
