# Opens a session with the rehearsal Exchange: real PowerShell remoting (PSRP) to an endpoint process of its own.
# Stands in for Open-ExchangeSession.ps1 and takes the same parameters. What only Windows has (WSMan, Kerberos) is not imitated.
[CmdletBinding()]
param(
    [Parameter(Mandatory)][string]$Server,
    [Parameter(Mandatory)][string]$Type,
    [string[]]$Choices,
    [Parameter(Mandatory)][System.Management.Automation.PSCredential]$Credential,
    # There is no proxy on the way to the endpoint.
    [System.Management.Automation.PSCredential]$ProxyCredential
)

$ErrorActionPreference = 'Stop'
$base = $env:EXCHANGE_CONNECTOR_REHEARSAL_URL.TrimEnd('/')
$handler = [System.Net.Http.HttpClientHandler]::new()
$handler.UseProxy = $false
$client = [System.Net.Http.HttpClient]::new($handler)
$client.Timeout = [System.TimeSpan]::FromSeconds(60)

# The numbers that WinRM puts before ",PSSessionOpenFailed". Those of Kerberos, certificate and authentication are recalled, not seen.
$numbers = @{
    'access-denied' = '-2144108477'; 'no-roles' = '-2144108477'; 'unknown-server' = '-2144108103'; 'server-down' = '-2144108526'
    'redirected' = '-2144108135'; 'too-many-sessions' = '-2144108123'; 'untrusted-certificate' = '12175'
    'kerberos-unknown-server' = '-2144108387'; 'kerberos-no-logon-server' = '-2144108387'; 'kerberos-clock-skew' = '-2144108387'
    'authentication-unsupported' = '-2144108322'
}

# As New-PSSession does it: an error that ErrorAction makes an end. Thrown, this exception would forget the number.
function Deny-Session([string]$kind, [string]$message) {
    $number = if ($numbers.ContainsKey($kind)) { $numbers[$kind] } else { '-2144108526' }
    $exception = [System.Management.Automation.Remoting.PSRemotingTransportException]::new($message)
    $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($exception, "$number,PSSessionOpenFailed", 'OpenError', $null))
}

function Open-Ticket {
    $body = [System.Collections.Generic.Dictionary[string, string]]::new()
    $body.Add('server', $Server)
    $body.Add('user', $Credential.UserName)
    $body.Add('password', $Credential.GetNetworkCredential().Password)
    $content = [System.Net.Http.StringContent]::new([System.Text.Json.JsonSerializer]::Serialize($body, $body.GetType()), [System.Text.Encoding]::UTF8, 'application/json')
    try { $response = $client.PostAsync("$base/sessions", $content).GetAwaiter().GetResult() }
    catch { Deny-Session 'server-down' "The client cannot connect to the destination specified in the request. The rehearsal organization does not answer." }
    $answer = [System.Text.Json.JsonDocument]::Parse($response.Content.ReadAsStringAsync().GetAwaiter().GetResult()).RootElement
    if ($response.IsSuccessStatusCode) { return $answer }
    Deny-Session $answer.GetProperty('error').GetString() $answer.GetProperty('message').GetString()
}

# A compiled handler, not a script block: it runs on the engine's own thread, which has no runspace for scripts.
# However the session ends, its ticket is handed back and its process ends.
function New-Farewell([string]$address, $process) {
    $make = [System.Linq.Expressions.Expression]
    $event = [System.Management.Automation.Runspaces.RunspaceStateEventArgs]
    $sender = $make::Parameter([object], 'sender')
    $arguments = $make::Parameter($event, 'arguments')
    $state = $make::Convert($make::Property($make::Property($arguments, 'RunspaceStateInfo'), 'State'), [int])
    $isOver = $make::OrElse(
        $make::Equal($state, $make::Constant([int][System.Management.Automation.Runspaces.RunspaceState]::Closed)),
        $make::Equal($state, $make::Constant([int][System.Management.Automation.Runspaces.RunspaceState]::Broken)))
    $delete = $make::Call($make::Constant($client), [System.Net.Http.HttpClient].GetMethod('DeleteAsync', [type[]]@([string])),
        [System.Linq.Expressions.Expression[]]@($make::Constant($address)))
    $wait = $make::Call($delete, [System.Threading.Tasks.Task].GetMethod('Wait', [type[]]@([int])), [System.Linq.Expressions.Expression[]]@($make::Constant(5000)))
    $end = $make::Call($make::Constant($process), $process.GetType().GetMethod('Dispose', [type[]]@()))
    $quiet = $make::TryCatch($make::Block([void], [System.Linq.Expressions.Expression[]]@($wait)), $make::Catch([System.Exception], $make::Empty()))
    $body = $make::IfThen($isOver, $make::Block([System.Linq.Expressions.Expression[]]@($quiet, $end)))
    $whenOver = $make::Lambda([System.EventHandler[System.Management.Automation.Runspaces.RunspaceStateEventArgs]], $body,
        [System.Linq.Expressions.ParameterExpression[]]@($sender, $arguments)).Compile()
    # The engine notices the end of the process only after a minute.
    $whenGone = $make::Lambda([System.EventHandler], $quiet,
        [System.Linq.Expressions.ParameterExpression[]]@($sender, $make::Parameter([System.EventArgs], 'nothing'))).Compile()
    return $whenOver, $whenGone
}

$opened = Open-Ticket
$ticket = $opened.GetProperty('ticket').GetString()
$endpoint = if ($opened.GetProperty('languageMode').GetString() -eq 'RestrictedLanguage') { 'endpoint-restricted.pssc' } else { 'endpoint.pssc' }
$process = [System.Management.Automation.Runspaces.PowerShellProcessInstance]::new($null, $null, $null, $false)
$start = $process.Process.StartInfo
$start.FileName = [System.Environment]::ProcessPath
$start.WorkingDirectory = $PSScriptRoot
$start.ArgumentList.Add('-ConfigurationFile')
$start.ArgumentList.Add([System.IO.Path]::Combine($PSScriptRoot, $endpoint))
$start.Environment['EXCHANGE_CONNECTOR_REHEARSAL_TICKET'] = $ticket
$types = [System.Management.Automation.Runspaces.TypeTable]::LoadDefaultTypeFiles()
$runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateOutOfProcessRunspace($types, $process)
$whenOver, $whenGone = New-Farewell "$base/sessions/$ticket" $process
$runspace.add_StateChanged($whenOver)
$process.Process.EnableRaisingEvents = $true
$process.Process.add_Exited($whenGone)
try { $runspace.Open() }
catch { Deny-Session 'server-down' "The rehearsal endpoint did not open: $($_.Exception.Message)" }
$session = [System.Management.Automation.Runspaces.PSSession]::Create($runspace, "Rehearsal of $Server", $PSCmdlet)
# By this process the connector sees that the session is gone; over WSMan there is none.
$session.PSObject.Properties.Add([System.Management.Automation.PSNoteProperty]::new('Transport', $process.Process))
$session
