# Tells what the engine's own parser sees in the scripts that ship, and what the cmdlets that open a session take.
param([string]$Folder)
foreach ($path in [System.IO.Directory]::GetFiles($Folder)) {
    $tokens = $null
    $problems = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref]$tokens, [ref]$problems)
    $file = [System.IO.Path]::GetFileName($path)
    foreach ($problem in $problems) { [Console]::Out.WriteLine("$file problem $($problem.ErrorId)") }
    foreach ($token in $tokens) { [Console]::Out.WriteLine("$file token $($token.Kind)") }
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        $kind = $node.GetType().Name
        [Console]::Out.WriteLine("$file node $kind")
        if ($kind -eq 'CommandAst') { [Console]::Out.WriteLine("$file command $($node.GetCommandName())") }
        if ($kind -eq 'CommandParameterAst') { [Console]::Out.WriteLine("$file parameter $($node.ParameterName)") }
        if ($kind -eq 'FunctionDefinitionAst') { [Console]::Out.WriteLine("$file function $($node.Name)") }
    }
}
# Outside Windows New-PSSessionOption has few parameters, so what it fills stands for it: the options that a session takes.
$kinds = @{ 'New-PSSession' = (Get-Command 'New-PSSession').ImplementingType; 'New-PSSessionOption' = [System.Management.Automation.Remoting.PSSessionOption] }
foreach ($name in $kinds.Keys) {
    foreach ($property in $kinds[$name].GetProperties()) {
        $allowed = if ($property.PropertyType.IsEnum) { [System.Enum]::GetNames($property.PropertyType) -join ',' } else { '' }
        [Console]::Out.WriteLine("$name metadata $($property.Name) $($property.PropertyType.Name) $allowed")
    }
}
[Console]::Out.WriteLine('all told')
