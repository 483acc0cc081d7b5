using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace ExchangeConnector.Rehearsal;

/// <summary>The cmdlets that scripts of administrators use everywhere and the NuGet engine lacks, as far as such scripts use them.</summary>
[Cmdlet(VerbsCommon.Get, "Date")]
public sealed class GetDate : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(DateTime.Now);
}

[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObject : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string TypeName { get; set; } = "";

    [Parameter]
    public IDictionary Property { get; set; } = new Hashtable();

    protected override void ProcessRecord()
    {
        if (!TypeName.Equals("PSObject", StringComparison.OrdinalIgnoreCase)) throw new PSNotSupportedException("only New-Object PSObject is there");
        var made = new PSObject();
        foreach (DictionaryEntry entry in Property) made.Properties.Add(new PSNoteProperty((string)entry.Key, entry.Value));
        WriteObject(made);
    }
}

[Cmdlet(VerbsCommunications.Write, "Output")]
public sealed class WriteOutput : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject, true);
}

/// <summary>To the console, which is standard output here.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHost : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    public object[] Object { get; set; } = [];

    [Parameter]
    public string ForegroundColor { get; set; } = "";

    protected override void ProcessRecord() => Console.Out.WriteLine(string.Join(' ', Object.Select(each => each?.ToString())));
}

[Cmdlet("Sort", "Object")]
public sealed class SortObject : PSCmdlet
{
    private readonly List<PSObject> all = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string Property { get; set; } = "";

    [Parameter]
    public SwitchParameter Descending { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null) all.Add(InputObject);
    }

    protected override void EndProcessing()
    {
        var order = Comparer<object?>.Create((one, other) => LanguagePrimitives.Compare(one, other, true));
        var sorted = Descending ? all.OrderByDescending(KeyOf, order) : all.OrderBy(KeyOf, order);
        foreach (var each in sorted) WriteObject(each);
    }

    private object? KeyOf(PSObject each) => Property.Length == 0 ? each.BaseObject : each.Properties[Property]?.Value;
}

/// <summary>Counts.</summary>
[Cmdlet("Measure", "Object")]
public sealed class MeasureObject : PSCmdlet
{
    private int count;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord() => count += InputObject is null ? 0 : 1;

    protected override void EndProcessing()
    {
        var measured = new PSObject();
        measured.Properties.Add(new PSNoteProperty("Count", count));
        WriteObject(measured);
    }
}

[Cmdlet("Export", "Csv")]
public sealed class ExportCsv : PSCmdlet
{
    private readonly StringBuilder text = new();
    private string[]? columns;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, Mandatory = true)]
    public string Path { get; set; } = "";

    [Parameter]
    public SwitchParameter NoTypeInformation { get; set; }

    /// <summary>UTF-8 is the only one here.</summary>
    [Parameter]
    public string Encoding { get; set; } = "UTF8";

    protected override void ProcessRecord()
    {
        if (InputObject is null) return;
        if (columns is null)
        {
            columns = InputObject.Properties.Select(property => property.Name).ToArray();
            WriteLine(columns);
        }
        WriteLine(columns.Select(column => InputObject.Properties[column]?.Value?.ToString()));
    }

    protected override void EndProcessing() => File.WriteAllText(Path, text.ToString());

    private void WriteLine(IEnumerable<string?> values) =>
        text.AppendJoin(',', values.Select(value => $"\"{value?.Replace("\"", "\"\"")}\"")).Append("\r\n");
}
