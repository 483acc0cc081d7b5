# Opens the remote session with Exchange. The only file that knows WSMan; the rehearsal brings another one in its place.
# Windows PowerShell 5.1, ASCII. The connector never follows a redirection: the credential would follow it.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][string]$Server,
    [Parameter(Mandatory = $true)][string]$Type,
    [Parameter(Mandatory = $true)][System.Management.Automation.PSCredential]$Credential
)

# Kerberos encrypts what travels, so http is right inside (exchange.md 2.1); a hosted server is only ever asked over https.
$isHosted = $Type -ne 'on-premises'
if ($isHosted) { $address = 'https://' + $Server + '/powershell-liveid/' }
else { $address = 'http://' + $Server + '/PowerShell/' }

$choices = @{
    MaximumRedirection = 0
    ProxyAccessType    = 'NoProxyServer'
    Culture            = 'en-US'
    UICulture          = 'en-US'
    OpenTimeout        = 60000
    OperationTimeout   = 180000
    CancelTimeout      = 10000
}
$authentication = if ($isHosted) { 'Basic' } else { 'Kerberos' }
New-PSSession -ConfigurationName 'Microsoft.Exchange' -ConnectionUri $address -Credential $Credential -Authentication $authentication -SessionOption (New-PSSessionOption @choices) -ErrorAction Stop
