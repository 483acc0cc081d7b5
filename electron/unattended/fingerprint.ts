/** What tells whether an installation changed anything: which engine is installed, what is configured, and which process runs. */
import { deadline } from '../../shared/host/clock.ts';
import { withEngine } from '../install/engine-process.ts';
import type { SetupHost } from '../install/setup-host.ts';
import { readText } from '../platform/files.ts';

const answerMilliseconds = 5_000;

export async function fingerprint(host: SetupHost): Promise<string> {
  const signal = deadline(answerMilliseconds);
  const pid = await withEngine(host, signal, async (engine) => (await engine.call('status', {}, { signal })).pid).catch(() => null);
  return JSON.stringify([await readText(host.places.engineRecord), await readText(host.places.configuration), pid]);
}
