/**
 * Intune's list is no snapshot: a device that is renamed while we read may be skipped, and lists were seen to come short (graph.md
 * section 5). So the devices of the last walk that this one did not bring are asked for by themselves, before anybody takes them for
 * unenrolled.
 */
import { Failure } from '../../shared/errors.ts';
import { patiently } from './calls.ts';
import type { RunContext } from './run-context.ts';

/** Ten requests. More than these have not left Intune by chance: then they are a sample. */
const lookedAt = 200;
/** Renamed at the very moment they were read: so many, or this share of the last walk. A list that skips more is not to be trusted. */
const mostSkipped = { devices: 5, share: 0.01 } as const;

/** Takes in what the list skipped. Throws `intune.walk-incomplete` when it left out more than renames explain. */
export async function secondLook({ sides, staging, dependencies, run, signal }: RunContext): Promise<void> {
  const { cloud, clock, log } = dependencies;
  const unseen = cloud.unseenDevices(run, lookedAt);
  if (unseen.total === 0) return;
  const found = await patiently((limit) => sides.directory.devicesById(unseen.ids, limit), clock, signal);
  log.info('devices of the last walk looked for', { missing: unseen.total, looked: unseen.ids.length, found: found.length });
  const isSample = unseen.total > unseen.ids.length;
  const tolerated = isSample ? 0 : Math.max(mostSkipped.devices, cloud.walkedDevices() * mostSkipped.share);
  if (found.length > tolerated) {
    const detail = `of ${unseen.total} devices that the list left out, ${unseen.ids.length} were asked for and ${found.length} are there`;
    throw new Failure('intune.walk-incomplete', { params: { cause: 'intune.reply-invalid' }, retry: 'later', detail });
  }
  staging.enrolments(found);
}
