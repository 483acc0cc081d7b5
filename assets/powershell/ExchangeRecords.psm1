# Turns what Exchange returns into NDJSON records: every field becomes text, true or false, or an ISO date; pure ASCII.
# The lines of devices and mailboxes, of which there are tens of thousands, are built without the call of a function and without
# a format for each: both cost several times what all the rest does.
# Windows PowerShell 5.1, ASCII, no cmdlets but those of the engine itself.

$ErrorActionPreference = 'Stop'

# Anything outside printable ASCII, the quotation mark and the backslash must be escaped.
$script:unsafe = [regex]::new('[^ !#-\[\]-~]', [System.Text.RegularExpressions.RegexOptions]::Compiled)
$script:bytePair = [regex]::new('(..)-(..)-?', [System.Text.RegularExpressions.RegexOptions]::Compiled)
$script:invariant = [System.Globalization.CultureInfo]::InvariantCulture
$script:none = [string[]]@()
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

# In place, and only where something must be escaped.
function Protect-Texts([string[]]$texts) {
    for ($index = 0; $index -lt $texts.Length; $index++) {
        if ($script:unsafe.IsMatch($texts[$index])) { $texts[$index] = ConvertTo-EscapedText $texts[$index] }
    }
}

# The mailbox of a device is its grandparent in the directory: CN=<type and id>,CN=ExchangeActiveSyncDevices,<mailbox>.
function Add-DeviceLine($text, $devices) {
    foreach ($device in $devices) {
        $owner = $first = $changed = ''
        $name = [string]$device.DistinguishedName
        $cut = $name.LastIndexOf($script:container, [System.StringComparison]::OrdinalIgnoreCase)
        if ($cut -ge 0) { $owner = $name.Substring($cut + $script:container.Length) }
        if ($device.FirstSyncTime -is [datetime]) { $first = $device.FirstSyncTime.ToUniversalTime().ToString('o', $script:invariant) }
        elseif ($null -ne $device.FirstSyncTime) { $first = ConvertTo-IsoDate $device.FirstSyncTime }
        if ($null -ne $device.WhenChangedUTC) { $changed = ConvertTo-IsoDate $device.WhenChangedUTC }
        $values = [string[]]($device.Guid, $owner, $device.DeviceId, $device.FriendlyName, $device.DeviceType, $device.DeviceModel,
            $device.DeviceOS, $device.DeviceUserAgent, $device.DeviceAccessState, $device.DeviceAccessStateReason)
        if ($script:unsafe.IsMatch([string]::Concat($values))) { Protect-Texts $values }
        [void]$text.Append('{"record":"device","guid":"').Append($values[0]).Append('","owner":"').Append($values[1])
        [void]$text.Append('","deviceId":"').Append($values[2]).Append('","friendlyName":"').Append($values[3])
        [void]$text.Append('","type":"').Append($values[4]).Append('","model":"').Append($values[5])
        [void]$text.Append('","system":"').Append($values[6]).Append('","userAgent":"').Append($values[7])
        [void]$text.Append('","state":"').Append($values[8]).Append('","stateReason":"').Append($values[9])
        [void]$text.Append('","firstSync":"').Append($first).Append('","changed":"').Append($changed).Append('"}').Append([char]10)
    }
}

function Add-MailboxLine($text, $mailboxes) {
    foreach ($mailbox in $mailboxes) {
        $enabled = 'false'
        if ([string]$mailbox.ActiveSyncEnabled -eq 'True') { $enabled = 'true' }
        $changed = ''
        if ($null -ne $mailbox.WhenChangedUTC) { $changed = ConvertTo-IsoDate $mailbox.WhenChangedUTC }
        $allowed = $blocked = $script:none
        if ($null -ne $mailbox.ActiveSyncAllowedDeviceIDs) { $allowed = [string[]]$mailbox.ActiveSyncAllowedDeviceIDs }
        if ($null -ne $mailbox.ActiveSyncBlockedDeviceIDs) { $blocked = [string[]]$mailbox.ActiveSyncBlockedDeviceIDs }
        $values = [string[]]($mailbox.Guid, $mailbox.DistinguishedName, $mailbox.DisplayName, $mailbox.PrimarySmtpAddress)
        if ($script:unsafe.IsMatch([string]::Concat($values))) { Protect-Texts $values }
        if ($script:unsafe.IsMatch([string]::Concat($allowed))) { Protect-Texts $allowed }
        if ($script:unsafe.IsMatch([string]::Concat($blocked))) { Protect-Texts $blocked }
        [void]$text.Append('{"record":"mailbox","guid":"').Append($values[0]).Append('","name":"').Append($values[1])
        [void]$text.Append('","displayName":"').Append($values[2]).Append('","address":"').Append($values[3])
        [void]$text.Append('","activeSyncEnabled":').Append($enabled).Append(',"allowed":[')
        if ($allowed.Length -gt 0) { [void]$text.Append('"').Append([string]::Join('","', $allowed)).Append('"') }
        [void]$text.Append('],"blocked":[')
        if ($blocked.Length -gt 0) { [void]$text.Append('"').Append([string]::Join('","', $blocked)).Append('"') }
        [void]$text.Append('],"changed":"').Append($changed).Append('"}').Append([char]10)
    }
}

Export-ModuleMember -Function 'ConvertTo-Record', 'ConvertTo-ObjectRecord', 'ConvertTo-FailureRecord', 'Add-DeviceLine', 'Add-MailboxLine'
