using System.Management.Automation;

namespace ExchangeConnector.Rehearsal;

/// <summary>Select-Object as the endpoint needs it: a plain list of property names trims, anything else passes through.</summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObject : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Property { get; set; } = [];

    protected override void ProcessRecord()
    {
        if (InputObject is null) return;
        WriteObject(Property.Length == 0 ? InputObject : Trim(InputObject));
    }

    private PSObject Trim(PSObject source)
    {
        var trimmed = new PSObject();
        foreach (var name in Property) trimmed.Properties.Add(new PSNoteProperty(name, source.Properties[name]?.Value), true);
        var types = trimmed.TypeNames;
        types.Clear();
        foreach (var type in source.TypeNames) types.Add("Selected." + type);
        return trimmed;
    }
}
