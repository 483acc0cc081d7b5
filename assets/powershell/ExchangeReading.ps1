# One read that streams, batch after batch. Part of ExchangeConnector.psm1, whose variables it shares.

# Records of one reply at most, and milliseconds of silence after which an empty reply tells that the read still runs.
$script:batch = 500
$script:patience = 5000
# Objects that may wait here to be asked for. What Exchange sends beyond them waits on the wire: the receiving thread stands still.
$script:capacity = 2000
$script:read = $null

# The handler runs on a thread without a runspace, where script cannot: it is compiled, (sender, event) => room.Wait().
function New-BoundedCollection($room) {
    $collection = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $parameters = [System.Linq.Expressions.ParameterExpression[]]@(
        [System.Linq.Expressions.Expression]::Parameter([object]), [System.Linq.Expressions.Expression]::Parameter([System.Management.Automation.DataAddingEventArgs]))
    $wait = [System.Linq.Expressions.Expression]::Call(
        [System.Linq.Expressions.Expression]::Constant($room), [System.Threading.SemaphoreSlim].GetMethod('Wait', [type[]]@()))
    $handler = [System.Linq.Expressions.Expression]::Lambda([System.EventHandler[System.Management.Automation.DataAddingEventArgs]], $wait, $parameters).Compile()
    $collection.add_DataAdding($handler)
    return , $collection
}

function Start-Read($call) {
    Stop-Read
    $shell = New-Shell $call.Command $call.Parameters $call.Properties
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $room = [System.Threading.SemaphoreSlim]::new($script:capacity)
    $output = New-BoundedCollection $room
    $script:read = @{
        Kind = $call.Kind; Properties = $call.Properties; Shell = $shell; Room = $room; Output = $output
        Ended = $shell.BeginInvoke($nothing, $output); Queue = $null; Next = 0
    }
}

# Lets in whatever still comes: for a read that is given up, or that must end before something else may run.
function Open-Room($read) {
    [void]$read.Room.Release(1000000000)
}

# A runspace runs one pipeline at a time: a read that is still under way goes first, and is kept here meanwhile.
function Wait-Read {
    if ($null -eq $script:read -or $script:read.Ended.IsCompleted) { return }
    Open-Room $script:read
    [void]$script:read.Ended.AsyncWaitHandle.WaitOne()
}

function Stop-Read {
    $old = $script:read
    $script:read = $null
    if ($null -eq $old) { return }
    Open-Room $old
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
    [void]$read.Room.Release($taken)
    return , $objects
}

function Write-Batch {
    if ($null -eq $script:read) { throw 'No read is running.' }
    $read = $script:read
    $objects = Receive-Objects
    Add-Objects $read.Kind $objects $read.Properties
    Add-Warnings $read.Shell
    if ($objects.Length -gt 0 -or -not $read.Ended.IsCompleted -or $read.Output.Count -gt 0) { return 'more' }
    [void]$read.Shell.EndInvoke($read.Ended)
    if ($read.Shell.Streams.Error.Count -gt 0) { throw $read.Shell.Streams.Error[0] }
    Stop-Read
    return 'ok'
}
