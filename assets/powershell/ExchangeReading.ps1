# One read that streams, batch after batch. Part of ExchangeConnector.psm1, whose variables it shares.

# Records of one reply at most, and milliseconds of silence after which an empty reply tells that the read still runs.
$script:batch = 500
$script:patience = 5000
# Objects that may wait here to be asked for. What Exchange sends beyond them waits as it came, in the engine's own queue before the
# receiving thread: about 1,200 bytes for each device, here and not in Node. Nothing of ours can bound that queue.
$script:capacity = 2000
$script:read = $null

# The handlers run on a thread without a runspace, where script cannot: they are compiled. An object passes from the collection
# into the bounded queue, and nothing stays behind. The receiving thread holds the lock of the collection while it waits for
# room, so whoever takes objects must never touch the collection itself.
function New-PassingCollection($queue) {
    $collection = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $sender = [System.Linq.Expressions.Expression]::Parameter([object])
    $adding = [System.Linq.Expressions.Expression]::Parameter([System.Management.Automation.DataAddingEventArgs])
    $added = [System.Linq.Expressions.Expression]::Parameter([System.Management.Automation.DataAddedEventArgs])
    $object = [System.Linq.Expressions.Expression]::Convert([System.Linq.Expressions.Expression]::Property($adding, 'ItemAdded'), [psobject])
    $pass = [System.Linq.Expressions.Expression]::Call(
        [System.Linq.Expressions.Expression]::Constant($queue), $queue.GetType().GetMethod('Add', [type[]]@([psobject])), $object)
    $forget = [System.Linq.Expressions.Expression]::Call(
        [System.Linq.Expressions.Expression]::Constant($collection), $collection.GetType().GetMethod('Clear'))
    $collection.add_DataAdding([System.Linq.Expressions.Expression]::Lambda(
            [System.EventHandler[System.Management.Automation.DataAddingEventArgs]], $pass, [System.Linq.Expressions.ParameterExpression[]]@($sender, $adding)).Compile())
    $collection.add_DataAdded([System.Linq.Expressions.Expression]::Lambda(
            [System.EventHandler[System.Management.Automation.DataAddedEventArgs]], $forget, [System.Linq.Expressions.ParameterExpression[]]@($sender, $added)).Compile())
    return , $collection
}

function Start-Read($call) {
    Stop-Read
    $shell = New-Shell $call.Command $call.Parameters $call.Properties
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $queue = [System.Collections.Concurrent.BlockingCollection[psobject]]::new($script:capacity)
    $output = New-PassingCollection $queue
    $script:read = @{
        Kind = $call.Kind; Properties = $call.Properties; Shell = $shell; Queue = $queue
        Ended = $shell.BeginInvoke($nothing, $output)
    }
}

# What still comes is thrown away until the pipeline has stopped: a receiving thread that waits for room could not hear of it.
function Stop-Read {
    $old = $script:read
    $script:read = $null
    if ($null -eq $old) { return }
    if (-not (Test-Carried)) { return }
    $object = $null
    try {
        $stopping = $old.Shell.BeginStop($null, $null)
        while (-not $stopping.IsCompleted) {
            while ($old.Queue.TryTake([ref]$object)) { $object = $null }
            [void]$stopping.AsyncWaitHandle.WaitOne(10)
        }
        $old.Shell.EndStop($stopping)
    }
    finally { $old.Shell.Dispose() }
}

# What has arrived of the running read, at most one batch; waits for its first object, but not for longer than the patience.
function Receive-Objects {
    $read = $script:read
    $queue = $read.Queue
    $objects = [System.Collections.Generic.List[psobject]]::new($script:batch)
    $waited = 0
    while ($objects.Count -lt $script:batch) {
        $isOver = $read.Ended.IsCompleted
        # Nobody else takes, so none of these waits.
        $ready = [System.Math]::Min($queue.Count, $script:batch - $objects.Count)
        for ($taken = 0; $taken -lt $ready; $taken++) { $objects.Add($queue.Take()) }
        if ($ready -gt 0) { continue }
        if ($objects.Count -gt 0 -or $isOver -or $waited -ge $script:patience) { break }
        Assert-Open
        [void]$read.Ended.AsyncWaitHandle.WaitOne(10)
        $waited += 10
    }
    return , $objects.ToArray()
}

function Write-Batch {
    if ($null -eq $script:read) { throw 'No read is running.' }
    $read = $script:read
    $objects = Receive-Objects
    Add-Objects $read.Kind $objects $read.Properties
    Add-Warnings $read.Shell
    if ($objects.Length -gt 0 -or -not $read.Ended.IsCompleted -or $read.Queue.Count -gt 0) { return 'more' }
    [void]$read.Shell.EndInvoke($read.Ended)
    if ($read.Shell.Streams.Error.Count -gt 0) { throw $read.Shell.Streams.Error[0] }
    Stop-Read
    return 'ok'
}
