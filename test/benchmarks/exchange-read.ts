/**
 * Reading every partnership through our gateway (records parsed and checked in Node) against the bare pipeline in the same
 * PowerShell: `Invoke-Command { Get-MobileDevice | Select-Object ... } | Out-Null`, which throws everything away.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createExchangeGateway } from '../../engine/adapters/exchange-powershell/gateway.ts';
import { systemClock } from '../../shared/host/clock.ts';
import { openerScript, rehearsalAccount, repository } from '../rehearsal/stage.ts';
import { type Rehearsal, startRehearsal } from '../simulators/rehearsal.ts';
import { type Benchmark, median, rounded, seconds } from './benchmark.ts';

const devices = 20_000;
const rounds = 3;
const server = 'cas1.contoso.test';
const properties =
  'Guid,DistinguishedName,DeviceId,FriendlyName,DeviceType,DeviceModel,DeviceOS,DeviceUserAgent,DeviceAccessState,DeviceAccessStateReason,FirstSyncTime';

export const exchangeRead: Benchmark = async () => {
  const exchangePassword = randomBytes(12).toString('base64url');
  const rehearsal = await startRehearsal({ devices, seed: 1, folder: null, exchangePassword, account: rehearsalAccount });
  try {
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(devices / (await bareSeconds(rehearsal, exchangePassword)));
      ours.push(devices / (await ourSeconds(rehearsal, exchangePassword)));
    }
    const ratio = rounded(median(ours.map((rate, round) => rate / (bare[round] ?? Number.NaN))));
    return {
      name: 'exchange-read',
      ratio,
      aim: 0.9,
      floor: 0.75,
      detail: { devices, rounds, oursPerSecond: Math.round(median(ours)), barePerSecond: Math.round(median(bare)) },
    };
  } finally {
    await rehearsal.stop();
  }
};

function environmentOf(rehearsal: Rehearsal): NodeJS.ProcessEnv {
  return { ...process.env, EXCHANGE_CONNECTOR_REHEARSAL_URL: rehearsal.exchange.url };
}

/** Mailboxes first, as in a synchronization: only the reading of devices is timed. */
async function ourSeconds(rehearsal: Rehearsal, password: string): Promise<number> {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const gateway = createExchangeGateway({
    type: 'on-premises',
    server,
    scripts: join(repository, 'assets', 'powershell'),
    opener: openerScript,
    powershell: process.env['EXCHANGE_CONNECTOR_POWERSHELL'] ?? null,
    environment: environmentOf(rehearsal),
    clock: systemClock,
    log: silent,
  });
  const { signal } = new AbortController();
  await gateway.connect({ user: rehearsalAccount, password }, signal);
  await countOf(gateway.readMailboxes(signal));
  const taken = await seconds(async () => {
    const read = await countOf(gateway.readDevices(signal));
    if (read !== devices) throw new Error(`read ${read} of ${devices} devices`);
  });
  await gateway.close();
  return taken;
}

async function countOf(batches: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const batch of batches) count += batch.length;
  return count;
}

/** The password is the line after the command, read as data. */
function bareSeconds(rehearsal: Rehearsal, password: string): Promise<number> {
  const command = [
    "$ErrorActionPreference = 'Stop'",
    '$word = [System.Security.SecureString]::new()',
    '[Console]::In.ReadLine().ToCharArray() | ForEach-Object { $word.AppendChar($_) }',
    `$credential = [System.Management.Automation.PSCredential]::new('${rehearsalAccount}', $word)`,
    `$session = @(& '${openerScript}' -Server '${server}' -Type 'on-premises' -Credential $credential)[-1]`,
    '$watch = [System.Diagnostics.Stopwatch]::StartNew()',
    `Invoke-Command -Session $session -ScriptBlock { Get-MobileDevice -ResultSize Unlimited -ActiveSync | Select-Object -Property ${properties} } | Out-Null`,
    "[Console]::Out.WriteLine('TAKEN ' + $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture))",
    'Remove-PSSession -Session $session',
    'exit',
  ].join('; ');
  const shell = spawn(process.env['EXCHANGE_CONNECTOR_POWERSHELL'] ?? 'pwsh', ['-NoLogo', '-NoProfile', '-NoExit', '-Command', '-'], {
    env: environmentOf(rehearsal),
  });
  let output = '';
  shell.stdout.on('data', (chunk) => (output += String(chunk)));
  shell.stderr.on('data', (chunk) => (output += String(chunk)));
  shell.stdin.end(`${command}\n${password}\n`);
  return new Promise((settle, fail) => {
    shell.once('close', () => {
      const taken = /TAKEN ([\d.]+)/.exec(output)?.[1];
      if (taken === undefined) fail(new Error(`the bare pipeline did not end: ${output.slice(0, 500)}`));
      else settle(Number(taken) / 1000);
    });
  });
}
