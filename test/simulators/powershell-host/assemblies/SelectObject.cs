using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ExchangeConnector.Rehearsal;

/// <summary>Select-Object: a plain list of property names trims; calculated properties, -First and -ExpandProperty are for scripts of people.</summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObject : PSCmdlet
{
    private int passed;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Names, or hashes of Name and Expression.</summary>
    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public int First { get; set; } = int.MaxValue;

    protected override void ProcessRecord()
    {
        if (InputObject is null || passed >= First) return;
        passed++;
        if (ExpandProperty is not null) WriteObject(InputObject.Properties[ExpandProperty]?.Value, true);
        else WriteObject(Property.Length == 0 ? InputObject : Trim(InputObject));
    }

    private PSObject Trim(PSObject source)
    {
        var trimmed = new PSObject();
        foreach (var property in Property) trimmed.Properties.Add(Selected(source, property), true);
        var types = trimmed.TypeNames;
        types.Clear();
        foreach (var type in source.TypeNames) types.Add("Selected." + type);
        return trimmed;
    }

    private static PSNoteProperty Selected(PSObject source, object property)
    {
        var plain = property is PSObject wrapped ? wrapped.BaseObject : property;
        if (plain is not IDictionary calculated) return new PSNoteProperty((string)plain, source.Properties[(string)plain]?.Value);
        var entries = calculated.Keys.Cast<string>().ToDictionary(key => char.ToLowerInvariant(key[0]), key => calculated[key]);
        var name = (string)(entries.GetValueOrDefault('n') ?? entries['l'])!;
        return new PSNoteProperty(name, Evaluate((ScriptBlock)entries['e']!, source));
    }

    private static object? Evaluate(ScriptBlock expression, PSObject source)
    {
        var results = expression.InvokeWithContext(null, [new PSVariable("_", source)]);
        return results.Count == 1 ? results[0] : results.Count == 0 ? null : results.ToArray();
    }
}
