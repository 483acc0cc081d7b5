using System;

namespace ExchangeConnector.Rehearsal;

/// <summary>
/// A small PowerShell for machines that have none: the engine from NuGet behind the two command lines the connector
/// uses, `-NoExit -Command -` (statements on standard input) and `-s` (remoting endpoint over standard input and output).
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var options = CommandLine.Parse(arguments);
        if (options.Problem is not null)
        {
            Console.Error.WriteLine(options.Problem);
            return 64;
        }
        return options.IsServer ? EndpointServer.Run(options.ConfigurationFile) : StatementLoop.Run();
    }
}

/// <summary>The switches that pwsh and node-powershell pass; what only concerns a console is accepted and has no effect.</summary>
internal sealed record CommandLine(bool IsServer, string? ConfigurationFile, string? Problem)
{
    public static CommandLine Parse(string[] arguments)
    {
        var options = new CommandLine(false, null, null);
        for (var index = 0; index < arguments.Length && options.Problem is null; index++)
        {
            var value = index + 1 < arguments.Length ? arguments[index + 1] : null;
            var name = arguments[index].TrimStart('-').ToLowerInvariant();
            if (TakesValue(name)) index++;
            options = options.With(name, value);
        }
        return options;
    }

    private static bool TakesValue(string name) =>
        name is "command" or "configurationfile" or "wd" or "workingdirectory" or "executionpolicy" or "inputformat" or "outputformat" or "windowstyle";

    private CommandLine With(string name, string? value) => name switch
    {
        "s" or "servermode" => this with { IsServer = true },
        "configurationfile" => this with { ConfigurationFile = value },
        "command" when value != "-" => this with { Problem = "rehearsal-powershell reads its statements from standard input: -Command -" },
        "command" or "nologo" or "noprofile" or "noexit" or "noninteractive" => this,
        "wd" or "workingdirectory" or "executionpolicy" or "inputformat" or "outputformat" or "windowstyle" => this,
        _ => this with { Problem = $"rehearsal-powershell does not know the option {name}" },
    };
}
