/** What the Exchange benchmarks share: an organization, our gateway to it, and bare statements in the same PowerShell. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createExchangeGateway } from '../../engine/adapters/exchange-powershell/gateway.ts';
import type { ExchangeGateway } from '../../engine/ports/exchange-gateway.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { openerScript, rehearsalAccount, repository } from '../rehearsal/stage.ts';
import { administratorAccount, type Rehearsal, startRehearsal } from '../simulators/rehearsal.ts';

const server = 'cas1.contoso.test';

export interface ExchangeStage {
  readonly rehearsal: Rehearsal;
  readonly password: string;
  /** Milliseconds that each of the statements takes, one after the other in a session of their own, `$session`; its opening is not counted. */
  statementsTake(...statements: readonly string[]): Promise<readonly number[]>;
  /** The same under an administrator's account. */
  administratorTakes(...statements: readonly string[]): Promise<readonly number[]>;
}

export async function raiseExchange(devices: number): Promise<ExchangeStage> {
  const password = randomBytes(12).toString('base64url');
  const passwords = { exchangePassword: password, administratorPassword: password };
  const rehearsal = await startRehearsal({ devices, seed: 1, folder: null, ...passwords, account: rehearsalAccount });
  const { url } = rehearsal.exchange;
  return {
    ...{ rehearsal, password },
    statementsTake: (...statements) => statementsTake({ url, user: rehearsalAccount, password }, statements),
    administratorTakes: (...statements) => statementsTake({ url, user: administratorAccount, password }, statements),
  };
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

interface Account {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** The password is the line after the command, read as data. */
function statementsTake({ url, user, password }: Account, statements: readonly string[]): Promise<readonly number[]> {
  const timed = statements.flatMap((statement) => [
    '$watch = [System.Diagnostics.Stopwatch]::StartNew()',
    statement,
    "[Console]::Out.WriteLine('TAKEN ' + $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture))",
  ]);
  const command = [
    "$ErrorActionPreference = 'Stop'",
    '$word = [System.Security.SecureString]::new()',
    '[Console]::In.ReadLine().ToCharArray() | ForEach-Object { $word.AppendChar($_) }',
    `$credential = [System.Management.Automation.PSCredential]::new('${user}', $word)`,
    `$session = @(& '${openerScript}' -Server '${server}' -Type 'on-premises' -Credential $credential)[-1]`,
    ...timed,
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
      const taken = [...output.matchAll(/TAKEN ([\d.]+)/g)].map((match) => Number(match[1]));
      if (taken.length !== statements.length) fail(new Error(`the statements did not end: ${output.slice(0, 500)}`));
      else settle(taken);
    });
  });
}
