using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace ExchangeConnector.Rehearsal;

/// <summary>`-s`: PowerShell remoting (PSRP) over standard input and output, by the engine's own mediator, which is internal.</summary>
internal static class EndpointServer
{
    private const string Mediator = "System.Management.Automation.Remoting.Server.StdIOProcessMediator";

    public static int Run(string? configurationFile)
    {
        var run = typeof(PSObject).Assembly.GetType(Mediator, true)!
            .GetMethod("Run", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            ?? throw new MissingMethodException(Mediator, "Run");
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["initialCommand"] = "",
            // A folder here would make the engine call Set-Location, which the NuGet engine lacks; the process is started in it instead.
            ["workingDirectory"] = null,
            ["configurationName"] = null,
            ["configurationFile"] = configurationFile,
            ["combineErrOutStream"] = false,
        };
        run.Invoke(null, run.GetParameters().Select(parameter => values[parameter.Name ?? ""]).ToArray());
        return 0;
    }
}
