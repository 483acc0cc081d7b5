/** Reads both sides into staging. A walk is complete or it throws; what was staged by then is never planned. */
import { toAppError } from '../../shared/errors.ts';
import type { MailboxGuid } from '../../shared/ids.ts';
import type { AccessPolicy } from '../../shared/policy.ts';
import type { OrganizationRules } from '../domain/exchange.ts';
import { isConnectionLost } from '../domain/exchange-servers.ts';
import { mailboxPatience } from '../domain/own-entry.ts';
import type { DirectoryCursor } from '../ports/directory-changes.ts';
import { call, patience, patiently, waitedOut } from './calls.ts';
import { type PolicyInForce, policyInForce } from './policy.ts';
import type { RunContext } from './run-context.ts';
import { secondLook } from './second-look.ts';

/** So often is reading Exchange begun anew after it was broken off. */
const beginnings = 3;

/**
 * From one server as a whole: when the session is lost on the way, or Exchange has had enough in the middle of a list, what it gave is
 * dropped and everything is read again.
 */
export async function gatherExchange(context: RunContext): Promise<OrganizationRules> {
  for (let beginning = 1; ; beginning += 1) {
    const reading: Reading = { isWithinList: false };
    try {
      return await readExchange(context, reading);
    } catch (thrown) {
      if (beginning === beginnings || !(await mayBeginAnew(thrown, reading, context))) throw thrown;
      context.dependencies.log.warn('reading Exchange begins anew', { code: toAppError(thrown).code });
      context.staging.forgetExchange();
    }
  }
}

async function mayBeginAnew(thrown: unknown, { isWithinList }: Reading, { dependencies, signal }: RunContext): Promise<boolean> {
  return isConnectionLost(toAppError(thrown)) || (isWithinList && (await waitedOut(thrown, dependencies.clock, signal)));
}

interface Reading {
  /** Some of a list has come, and not all. */
  isWithinList: boolean;
}

async function readExchange(context: RunContext, reading: Reading): Promise<OrganizationRules> {
  const { sides, staging, dependencies, signal } = context;
  const report = counter(context, 'gather-exchange');
  const rules = await patiently((limit) => sides.exchange.readRules(limit), dependencies.clock, signal);
  await readList(context, reading, {
    read: (limit) => sides.exchange.readMailboxes(limit),
    take: (batch) => staging.mailboxes(batch),
  });
  await readList(context, reading, {
    read: (limit) => sides.exchange.readDevices(limit),
    take: (batch) => report(batch, () => staging.devices(batch)),
  });
  const unseen: MailboxGuid[] = [];
  for (const mailbox of staging.missingMailboxes()) if (!(await isGathered(context, mailbox))) unseen.push(mailbox);
  if (context.mode === 'enforce') tellUnseen(context, unseen);
  return rules;
}

interface Source<T> {
  read(signal: AbortSignal): AsyncIterable<readonly T[]>;
  take(batch: readonly T[]): void;
}

/** A list that is refused before any of it came is asked for again after the wait; one that breaks off is not. */
async function readList<T>({ dependencies, signal }: RunContext, reading: Reading, { read, take }: Source<T>): Promise<void> {
  const work = async (limit: AbortSignal): Promise<void> => {
    await drain(read(limit), limit, (batch) => {
      reading.isWithinList = true;
      take(batch);
    });
    reading.isWithinList = false;
  };
  await patiently(work, dependencies.clock, signal, { milliseconds: patience.gather, mayRepeat: () => !reading.isWithinList });
}

/** The cursor for later changes is begun before anything is read and kept only when everything was: what changes meanwhile comes with it. */
export async function gatherIntune(context: RunContext): Promise<PolicyInForce> {
  const { sides, staging, dependencies, run, signal } = context;
  const report = counter(context, 'gather-intune');
  const inForce = await policyInForce(context);
  const { policy } = inForce.version;
  const begun = { at: dependencies.clock.now().toISOString(), cursor: await beginChanges(context, policy) };
  await call((limit) => drain(sides.directory.scope(policy, limit), limit, (batch) => staging.users(batch)), patience.gather, signal);
  await call(
    (limit) => drain(sides.directory.walkDevices(limit), limit, (batch) => report(batch, () => staging.enrolments(batch))),
    patience.gather,
    signal,
  );
  await secondLook(context);
  tellChanges(context);
  dependencies.cloud.keepGathered(run, begun);
  return inForce;
}

/** A full synchronization needs no cursor, so one that cannot be had stops nothing. */
async function beginChanges({ sides, dependencies, signal }: RunContext, policy: AccessPolicy): Promise<DirectoryCursor | null> {
  try {
    return await call((limit) => sides.directory.beginChanges(policy, limit), patience.single, signal);
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code === 'cancelled') throw thrown;
    dependencies.log.warn('no cursor for the changes of the directory', { code });
    return null;
  }
}

function tellChanges({ dependencies, run }: RunContext): void {
  const counts = { added: 0, changed: 0, gone: 0 };
  for (const { change } of dependencies.cloud.deviceChanges(run)) counts[change] += 1;
  dependencies.log.info('devices compared with the last walk', counts);
}

/** A mailbox that came after the list was read, or left it while an entry of ours is on it. False when it is not to be seen by itself either. */
async function isGathered(context: RunContext, guid: MailboxGuid): Promise<boolean> {
  const { sides, staging, dependencies, signal } = context;
  try {
    staging.mailboxes([await patiently((limit) => sides.exchange.readMailbox(guid, limit), dependencies.clock, signal)]);
    return true;
  } catch (thrown) {
    if (toAppError(thrown).code !== 'exchange.not-found') throw thrown;
    staging.dropMailbox(guid);
    return false;
  }
}

function tellUnseen({ dependencies: { journal, clock, log } }: RunContext, unseen: readonly MailboxGuid[]): void {
  const now = clock.now();
  if (unseen.length > 0) log.warn('mailboxes with entries of ours are not to be seen', { mailboxes: unseen.length });
  journal.unseen(unseen, { now: now.toISOString(), unseenBefore: new Date(now.getTime() - mailboxPatience).toISOString() });
}

async function drain<T>(batches: AsyncIterable<readonly T[]>, signal: AbortSignal, take: (batch: readonly T[]) => void): Promise<void> {
  for await (const batch of batches) {
    signal.throwIfAborted();
    take(batch);
  }
}

function counter(context: RunContext, stage: 'gather-exchange' | 'gather-intune') {
  let done = 0;
  context.progress(stage, 0, 0);
  return (batch: readonly unknown[], take: () => void): void => {
    take();
    done += batch.length;
    context.progress(stage, done, 0);
  };
}
