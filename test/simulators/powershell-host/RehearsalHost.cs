using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace ExchangeConnector.Rehearsal;

/// <summary>A host without a user interface: a prompt fails at once, and only [Console]::Out reaches standard output.</summary>
internal sealed class RehearsalHost : PSHost
{
    public int? ExitCode { get; private set; }

    public override string Name => "Exchange Connector rehearsal host";

    public override Version Version => typeof(PSHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface? UI => null;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("the rehearsal host has nobody to prompt");

    public override void ExitNestedPrompt() => throw new NotSupportedException("the rehearsal host has nobody to prompt");

    public override void NotifyBeginApplication() { }

    public override void NotifyEndApplication() { }
}
