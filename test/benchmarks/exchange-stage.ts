/** What the Exchange benchmarks share: an organization, our gateway to it, and bare statements in the same PowerShell. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createExchangeGateway } from '../../engine/adapters/exchange-powershell/gateway.ts';
import type { ExchangeGateway } from '../../engine/ports/exchange-gateway.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { openerScript, rehearsalAccount, repository } from '../rehearsal/stage.ts';
import { type Rehearsal, startRehearsal } from '../simulators/rehearsal.ts';

const server = 'cas1.contoso.test';

export interface ExchangeStage {
  readonly rehearsal: Rehearsal;
  readonly password: string;
  /** Milliseconds that the statements take in a session of their own, `$session`; its opening is not counted. */
  statementsTake(statements: string): Promise<number>;
}

export async function raiseExchange(devices: number): Promise<ExchangeStage> {
  const password = randomBytes(12).toString('base64url');
  const rehearsal = await startRehearsal({ devices, seed: 1, folder: null, exchangePassword: password, account: rehearsalAccount });
  return { rehearsal, password, statementsTake: (statements) => statementsTake(rehearsal.exchange.url, password, statements) };
}

/** Connected. */
export async function openGateway(url: string, password: string, signal: AbortSignal): Promise<ExchangeGateway> {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const gateway = createExchangeGateway({
    type: 'on-premises',
    server,
    scripts: join(repository, 'assets', 'powershell'),
    opener: openerScript,
    powershell: process.env['EXCHANGE_CONNECTOR_POWERSHELL'] ?? null,
    environment: environmentOf(url),
    clock: systemClock,
    log: silent,
  });
  await gateway.connect({ user: rehearsalAccount, password }, signal);
  return gateway;
}

export async function countOf(batches: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const batch of batches) count += batch.length;
  return count;
}

function environmentOf(url: string): NodeJS.ProcessEnv {
  return { ...process.env, EXCHANGE_CONNECTOR_REHEARSAL_URL: url };
}

/** The password is the line after the command, read as data. */
function statementsTake(url: string, password: string, statements: string): Promise<number> {
  const command = [
    "$ErrorActionPreference = 'Stop'",
    '$word = [System.Security.SecureString]::new()',
    '[Console]::In.ReadLine().ToCharArray() | ForEach-Object { $word.AppendChar($_) }',
    `$credential = [System.Management.Automation.PSCredential]::new('${rehearsalAccount}', $word)`,
    `$session = @(& '${openerScript}' -Server '${server}' -Type 'on-premises' -Credential $credential)[-1]`,
    '$watch = [System.Diagnostics.Stopwatch]::StartNew()',
    statements,
    "[Console]::Out.WriteLine('TAKEN ' + $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture))",
    'Remove-PSSession -Session $session',
    'exit',
  ].join('; ');
  const shell = spawn(process.env['EXCHANGE_CONNECTOR_POWERSHELL'] ?? 'pwsh', ['-NoLogo', '-NoProfile', '-NoExit', '-Command', '-'], {
    env: environmentOf(url),
  });
  let output = '';
  shell.stdout.on('data', (chunk) => (output += String(chunk)));
  shell.stderr.on('data', (chunk) => (output += String(chunk)));
  shell.stdin.end(`${command}\n${password}\n`);
  return new Promise((settle, fail) => {
    shell.once('close', () => {
      const taken = /TAKEN ([\d.]+)/.exec(output)?.[1];
      if (taken === undefined) fail(new Error(`the statements did not end: ${output.slice(0, 500)}`));
      else settle(Number(taken));
    });
  });
}
