# Opens the remote session with Exchange. The only file that knows WSMan; the rehearsal brings another one in its place.
# Windows PowerShell 5.1, ASCII. What is chosen here comes from session-choices.ts, as name=value: what begins with
# "session." goes to New-PSSession, what begins with "option." to New-PSSessionOption. No redirection is ever followed from here,
# because the credential would follow it: the new address goes back and is judged there.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Server,
    [Parameter(Mandatory = $true)][string]$Type,
    [Parameter(Mandatory = $true)][string[]]$Choices,
    [Parameter(Mandatory = $true)][System.Management.Automation.PSCredential]$Credential,
    [System.Management.Automation.PSCredential]$ProxyCredential
)

$session = @{ Credential = $Credential; ErrorAction = 'Stop' }
$option = @{ MaximumRedirection = 0 }
foreach ($choice in $Choices) {
    $cut = $choice.IndexOf('=')
    $name = $choice.Substring(0, $cut)
    $value = $choice.Substring($cut + 1)
    if ($name.StartsWith('session.')) { $session[$name.Substring(8)] = $value }
    elseif ($name.StartsWith('option.')) { $option[$name.Substring(7)] = $value }
}
if ($null -ne $ProxyCredential) { $option['ProxyCredential'] = $ProxyCredential }
$session['SessionOption'] = New-PSSessionOption @option
New-PSSession @session
