# An opener that opens nothing: it tells what it was given, a password by its hash, and sends on to another address when asked at one
# whose first label is "first". That answer is the engine's own exception, which only WSMan would make otherwise.
[CmdletBinding()]
param(
    [string]$Server, [string]$Type, [string[]]$Choices,
    [System.Management.Automation.PSCredential]$Credential, [System.Management.Automation.PSCredential]$ProxyCredential
)
$ErrorActionPreference = 'Stop'
$redirect = [System.Management.Automation.Remoting.PSRemotingTransportRedirectException]

function Get-Told($credential) {
    if ($null -eq $credential) { return 'nobody' }
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($credential.GetNetworkCredential().Password)
    return $credential.UserName + ':' + [System.Convert]::ToBase64String([System.Security.Cryptography.SHA256]::Create().ComputeHash($bytes))
}

$address = @(foreach ($choice in $Choices) { if ($choice.StartsWith('session.ConnectionUri=')) { $choice.Substring(22) } })[0]
if (([uri]$address).Host.StartsWith('first.')) {
    $exception = [System.Activator]::CreateInstance($redirect, [object[]]@('Sent on.'))
    $location = 'https://second.hosted.example/powershell-liveid/'
    foreach ($field in $redirect.GetFields('Instance, NonPublic')) { if ($field.Name -match 'RedirectLocation') { $field.SetValue($exception, $location) } }
    if ($exception.RedirectLocation -ne $location) { throw 'The exception has no such field.' }
    $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($exception, '-2144108135,PSSessionOpenFailed', 'OpenError', $null))
}
$told = "at $address, account $(Get-Told $Credential), proxy $(Get-Told $ProxyCredential), choices $([string]::Join(' ', $Choices))"
$failure = [System.Management.Automation.Remoting.PSRemotingTransportException]::new($told)
$PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($failure, '1,PSSessionOpenFailed', 'OpenError', $null))
