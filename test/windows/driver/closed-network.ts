/** The engine's own set-up, installed and removed without a question. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { findEngine } from '../../../electron/install/engine-process.ts';
import { readEngineRecord } from '../../../electron/install/engine-record.ts';
import { eventSourceKey } from '../../../electron/install/service/event-source.ts';
import { uninstallEntryKey } from '../../../electron/install/service/uninstall-entry.ts';
import { provenOwner, queryService } from '../../../electron/install/service/windows-service.ts';
import { systemClock } from '../../../shared/host/clock.ts';
import { connectToEngine } from '../../../shared/host/control-client.ts';
import { hostInWine, limit, registryValues, serviceKey } from './this-windows.ts';

const setUp = 'C:\\driver\\ConnectorEngine-1.2.3.exe';
const folder = 'C:\\Connector Program';
const goneMilliseconds = 60_000;

export async function closedNetwork(): Promise<unknown> {
  const host = hostInWine();
  const installCode = await run(setUp, ['/S', `/D=${folder}`]);
  const installed = {
    code: installCode,
    files: existsSync(folder) ? readdirSync(folder).sort() : [],
    uninstall: await registryValues(uninstallEntryKey),
    service: await queryService(host, folder, limit(30)),
    eventSource: await registryValues(eventSourceKey),
    owner: await provenOwner(host, folder, limit(30)),
    state: await stateOf(host.places.control),
    record: await readEngineRecord(host.places),
    found: await findEngine(host, limit(30)),
  };
  const uninstallCode = await run(`${folder}\\Uninstall.exe`, ['/S', '/REMOVEDATA']);
  const before = systemClock.elapsed();
  // The program that was started hands over to a copy of itself and ends at once.
  while ((await isThere()) && systemClock.elapsed() - before < goneMilliseconds) await systemClock.sleep(250);
  const removed = {
    code: uninstallCode,
    program: existsSync(folder),
    data: existsSync(host.places.data),
    record: existsSync(host.places.records),
    uninstall: await registryValues(uninstallEntryKey),
    service: await registryValues(serviceKey),
    eventSource: await registryValues(eventSourceKey),
  };
  return { installed, removed };

  async function isThere(): Promise<boolean> {
    return existsSync(folder) || existsSync(host.places.data) || (await registryValues(uninstallEntryKey)) !== null;
  }
}

async function stateOf(control: string): Promise<string> {
  const engine = await connectToEngine({ path: control, key: null, clock: systemClock, signal: limit(10) });
  try {
    return (await engine.call('status', {})).state;
  } finally {
    engine.close();
  }
}

/** NSIS takes `/D=` unquoted and last only. */
function run(program: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(program, [...args], { stdio: 'ignore', windowsVerbatimArguments: true, timeout: 150_000 });
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('close', settle);
  });
}
