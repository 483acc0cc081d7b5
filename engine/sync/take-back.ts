/**
 * Takes every entry off the mailboxes again that this connector wrote and that is still there (B7). Entries of others stay.
 * For the time before removal: nothing is remembered of it, so the next synchronization that enforces writes them anew.
 */
import type { ControlResult } from '../../shared/control/contract.ts';
import { type AppError, Failure } from '../../shared/errors.ts';
import type { MailboxGuid } from '../../shared/ids.ts';
import { planTakeBack } from '../domain/plan.ts';
import { call, patience } from './calls.ts';
import { connectExchange } from './deciding.ts';
import type { FullSyncOptions } from './full-sync.ts';
import type { ExchangeContext } from './run-context.ts';
import { forgetTakenOff, readBack, reconcile } from './settling.ts';
import { newTally, verifyAll, type WriteTally, writeOne } from './writing.ts';

export type TakeBackOptions = Omit<FullSyncOptions, 'request'>;
/** Mailboxes that this call changed, and entries that it took off. */
export type TakenBack = ControlResult<'takeBack'>;

/**
 * Asks nothing of Intune, which may be gone by then. Throws what kept it from any mailbox, after it has served all others;
 * called again it goes on where it ended.
 */
export async function takeBack({ dependencies, signal, onProgress }: TakeBackOptions): Promise<TakenBack> {
  const { state, clock, log } = dependencies;
  const run = state.beginRun(clock.now().toISOString());
  log.info('taking back started', { run });
  try {
    const progress: ExchangeContext['progress'] = (stage, done, total) => onProgress({ stage, done, total });
    progress('connect', 0, 0);
    const sides = await call((limit) => dependencies.openExchange(limit), patience.single, signal);
    try {
      return await road({ run, sides, dependencies, signal, progress });
    } finally {
      await sides.close();
    }
  } finally {
    state.closeRun(run);
    log.info('taking back ended', { run });
  }
}

async function road(context: ExchangeContext): Promise<TakenBack> {
  await connectExchange(context);
  await reconcile(context);
  const tally = newTally();
  const mailboxes = context.dependencies.journal.ownMailboxes();
  const unseen: MailboxGuid[] = [];
  context.progress('write', 0, mailboxes.length);
  for (const [index, mailbox] of mailboxes.entries()) {
    if (!(await isTakenBackFrom(context, mailbox, tally))) unseen.push(mailbox);
    context.progress('write', index + 1, mailboxes.length);
  }
  // Nobody looks again after the removal, so a mailbox that is said not to be there is asked for twice.
  for (const mailbox of unseen) await isTakenBackFrom(context, mailbox, tally);
  await verifyAll(context, tally);
  if (tally.problem !== null) throw asFailure(tally.problem);
  return { mailboxes: tally.writes, entries: tally.removed };
}

/** False when the mailbox is not to be seen: its entries stay ours, should it come back. */
async function isTakenBackFrom(context: ExchangeContext, guid: MailboxGuid, tally: WriteTally): Promise<boolean> {
  const mailbox = await readBack(context, guid);
  if (mailbox === null) return false;
  const { change, forgotten } = planTakeBack(mailbox, context.dependencies.journal.ownEntries(guid));
  forgetTakenOff(context, forgotten);
  if (change === null) return true;
  const why = [...change.allowRemove, ...change.blockRemove].map((deviceId) => ({ deviceId, reason: 'taken-back' }));
  await writeOne(context, { mailbox, change, why }, tally);
  return true;
}

function asFailure({ code, params, retry, detail }: AppError): Failure {
  return new Failure(code, { params, retry, ...(detail === undefined ? {} : { detail }) });
}
