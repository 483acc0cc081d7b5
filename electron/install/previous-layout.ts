/** Takes over what an earlier set-up recorded in the data folder, before these records had a folder of administrators. */
import { mkdir } from 'node:fs/promises';
import { Failure } from '../../shared/errors.ts';
import { exists, moveFolder } from '../platform/files.ts';
import { readEngineRecord, writeEngineRecord } from './engine-record.ts';
import type { SetupHost } from './setup-host.ts';

/** May be killed and repeated anywhere. Throws `install.record-damaged` for a journal that cannot be believed. */
export async function adoptPrevious(host: SetupHost): Promise<void> {
  await adoptJournal(host);
  if (!(await exists(host.places.previous.engineRecord))) return;
  // A damaged one stays where it is: whoever needs it says so, and uninstalling needs none.
  const record = await readEngineRecord(host.places).catch(() => null);
  if (record !== null) await writeEngineRecord(host.places, record);
}

/** What it tells to take back is done with an administrator's rights, and on Windows the service could have written it. */
async function adoptJournal({ places, platform }: SetupHost): Promise<void> {
  const { journal } = places.previous;
  if (!(await exists(journal))) return;
  if (platform === 'win32') throw new Failure('install.record-damaged', { params: { path: journal } });
  await mkdir(places.records, { recursive: true, mode: 0o700 });
  await moveFolder(journal, places.journal);
}
