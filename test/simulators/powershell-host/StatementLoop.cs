using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace ExchangeConnector.Rehearsal;

/// <summary>`-NoExit -Command -`: each line of standard input is one statement, all of them run in one runspace.</summary>
internal static class StatementLoop
{
    public static int Run()
    {
        var host = new RehearsalHost();
        using var runspace = RunspaceFactory.CreateRunspace(host, InitialSessionState.CreateDefault2());
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        while (host.ExitCode is null && Console.In.ReadLine() is { } line)
        {
            if (line.Trim().Length > 0) Execute(runspace, line);
        }
        return host.ExitCode ?? 0;
    }

    private static void Execute(Runspace runspace, string statement)
    {
        using var shell = PowerShell.Create(runspace);
        try
        {
            shell.AddScript(statement).AddCommand("Out-Null").Invoke();
        }
        catch (RuntimeException failure)
        {
            Console.Error.WriteLine(failure.ErrorRecord);
        }
        foreach (var error in shell.Streams.Error) Console.Error.WriteLine(error);
    }
}
