/** Orders for one phone, and the account's rights. What an order does to the phone is said before it is carried out. */
import { writeFile } from 'node:fs/promises';
import type { DeviceAct } from '../../shared/control/device-orders.ts';
import { Failure } from '../../shared/errors.ts';
import type { ExitName } from '../../shared/exit-codes.ts';
import type { Clock } from '../../shared/host/clock.ts';
import type { EngineConnection } from '../../shared/host/control-client.ts';
import type { Arguments } from './arguments.ts';
import { harmless, harmlessParams, type Terminal } from './terminal.ts';

export interface Task {
  readonly engine: EngineConnection;
  readonly given: Arguments;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Without a confirmation nothing is ordered: what would happen is said, and how to say it again. */
export async function order(kind: 'wipe' | 'forget', { engine, given, terminal, signal }: Task): Promise<ExitName> {
  const { subject: device, options } = given;
  const act: DeviceAct = kind === 'wipe' && options.accountOnly ? 'wipe-account' : kind;
  const { output, say, json } = terminal;
  if (options.confirm === undefined) {
    const error = new Failure('device.unconfirmed', { params: { text: device } });
    if (!json) output.line(say(`cli.order.${act}.means`));
    throw error;
  }
  const address = options.mailbox === undefined ? {} : { address: options.mailbox };
  const done = await engine.call('orderDevice', { act, device, confirm: options.confirm, ...address }, { signal });
  output.line(json ? JSON.stringify(done) : say(`cli.order.${act}.done`, harmlessParams(done)));
  return 'done';
}

/** Failed when anything is missing, so that a script can ask. */
export async function rights({ engine, given, terminal, signal }: Task): Promise<ExitName> {
  const { missing, script } = await engine.call('rights', {}, { signal });
  const { output, say, json } = terminal;
  const path = given.options.script;
  if (path !== undefined && script !== null) await writeFile(path, script, { encoding: 'utf8', mode: 0o600 });
  if (json) {
    output.line(JSON.stringify({ missing, script }));
  } else if (script === null) {
    output.line(say('cli.rights.complete'));
  } else {
    for (const { cmdlet, parameters } of missing) output.line(harmless([cmdlet, ...parameters.map((name) => `-${name}`)].join(' ')));
    output.line(path === undefined ? script : say('cli.rights.saved', { path }));
  }
  return script === null ? 'done' : 'failed';
}
