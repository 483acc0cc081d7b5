/** The installed connector as set-up finds it: its record, its configuration, and what the engine says itself. */
import type { EngineStatus } from '../../shared/control/contract.ts';
import { toAppError } from '../../shared/errors.ts';
import { deadline } from '../../shared/host/clock.ts';
import type { Installed } from '../../shared/setup/maintenance.ts';
import { currentConfiguration } from '../install/configured.ts';
import { withEngine } from '../install/engine-process.ts';
import { readEngineRecord } from '../install/engine-record.ts';
import { readJournal } from '../install/journal.ts';
import type { SetupHost } from '../install/setup-host.ts';

const answerMilliseconds = 5_000;

/** Null when no engine is installed. Throws `install.record-damaged`. */
export async function installedNow(host: SetupHost, offered: string): Promise<Installed | null> {
  const record = await readEngineRecord(host.places);
  if (record === null) return null;
  return {
    version: record.version,
    offered,
    ...(await engineNow(host)),
    configuration: await currentConfiguration(host).catch(() => null),
    asOf: host.clock.now().toISOString(),
    isUnfinished: await isUnfinished(host),
  };
}

/** One that cannot be read was not ended either. */
async function isUnfinished({ places }: SetupHost): Promise<boolean> {
  const records = await Promise.all([places.journal, places.previous.journal].map((path) => readJournal(path).catch(() => [null])));
  return records.flat().length > 0;
}

async function engineNow(host: SetupHost): Promise<Pick<Installed, 'engine' | 'status'>> {
  const signal = deadline(answerMilliseconds);
  try {
    const status = await withEngine(host, signal, (engine): Promise<EngineStatus> => engine.call('status', {}, { signal }));
    return { engine: 'running', status };
  } catch (thrown) {
    return { engine: stateOf(toAppError(thrown).code), status: null };
  }
}

function stateOf(code: string): Installed['engine'] {
  if (code === 'channel.version-mismatch') return 'wrong-version';
  return code === 'channel.unreachable' ? 'stopped' : 'unreachable';
}
