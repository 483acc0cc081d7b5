/** Plans every staged mailbox and drafts the decisions, giving way now and then so that the control channel stays alive. */

import { setImmediate as giveWay } from 'node:timers/promises';
import type { DeviceCounts } from '../../shared/access.ts';
import type { UserId } from '../../shared/ids.ts';
import type { PolicyVersion } from '../../shared/policy.ts';
import { decide } from '../domain/decide.ts';
import type { AccessListChange, Mailbox, OrganizationRules } from '../domain/exchange.ts';
import { abandonedName, blockName, isNewBlock } from '../domain/guard.ts';
import { enrolmentOf, ownerOfMailbox } from '../domain/match.ts';
import type { OwnEntry } from '../domain/own-entry.ts';
import { type MailboxPlan, type PlannedDevice, planMailbox } from '../domain/plan.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { DecisionDraft, StagedMailbox } from '../ports/state-store.ts';
import type { RunContext } from './run-context.ts';

export interface PlannedChange {
  readonly mailbox: Mailbox;
  readonly change: AccessListChange;
  readonly why: readonly { readonly deviceId: string; readonly reason: string }[];
}

export interface RunPlan {
  readonly changes: readonly PlannedChange[];
  readonly newBlocks: readonly string[];
  /** Devices that Exchange no longer listed and that lose our allow entry; also among the new blocks. */
  readonly abandoned: number;
  /** By Exchange's verdict as it stands, and once the plan is carried out. */
  readonly before: DeviceCounts;
  readonly after: DeviceCounts;
  readonly overruled: number;
  /** Own entries that somebody else took off. Planning only tells of them: the journal is for those who write. */
  readonly forgotten: readonly OwnEntry[];
  /** Shows the decisions in status and explain. */
  readonly draft: DecisionDraft;
}

const mailboxesPerTurn = 200;

export async function planRun(context: RunContext, rules: OrganizationRules, version: PolicyVersion): Promise<RunPlan> {
  const { staging, dependencies, run, signal } = context;
  const tally = new Tally();
  const draft = dependencies.state.draftDecisions(run, dependencies.clock.now().toISOString());
  const total = staging.counts().devices;
  let turn: OwnedPlan[] = [];
  const endTurn = async () => {
    draft.add(turn.flatMap(({ plan, userId }) => plan.devices.map((device) => ({ ...device, userId }))));
    turn = [];
    context.progress('plan', tally.devices, total);
    await giveWay();
    signal.throwIfAborted();
  };
  for (const staged of staging.joined()) {
    const owned = planStaged(context, staged, rules, version);
    tally.add(owned.plan);
    turn.push(owned);
    if (turn.length === mailboxesPerTurn) await endTurn();
  }
  await endTurn();
  return { ...tally.result(), draft };
}

interface OwnedPlan {
  readonly plan: MailboxPlan;
  readonly userId: UserId | null;
}

function planStaged(context: RunContext, staged: StagedMailbox, rules: OrganizationRules, version: PolicyVersion): OwnedPlan {
  const { journal } = context.dependencies;
  const { user, rivals, doubts } = ownerOfMailbox(staged.mailbox, staged.users);
  const devices = staged.devices.map((device) => {
    const enrolment = enrolmentOf(device, user, staged.enrolments);
    const decision = decide({ ...version, user, rivals, device, rules: rules.rules, managed: enrolment.managed });
    return { device, decision: { ...decision, evidence: [...decision.evidence, ...doubts, ...enrolment.doubts] } };
  });
  const plan = planMailbox({ mailbox: staged.mailbox, devices, own: journal.ownEntries(staged.mailbox.guid), rules });
  return { plan, userId: user?.id ?? null };
}

class Tally {
  devices = 0;
  readonly #changes: PlannedChange[] = [];
  readonly #newBlocks: string[] = [];
  readonly #forgotten: OwnEntry[] = [];
  readonly #before = { allowed: 0, blocked: 0, quarantined: 0 } satisfies Record<Verdict, number>;
  readonly #after = { allowed: 0, blocked: 0, quarantined: 0 } satisfies Record<Verdict, number>;
  #overruled = 0;
  #abandoned = 0;

  add(plan: MailboxPlan): void {
    for (const id of plan.abandoned) this.#newBlocks.push(abandonedName(plan.mailbox.guid, id));
    this.#abandoned += plan.abandoned.length;
    this.#forgotten.push(...plan.forgotten);
    for (const device of plan.devices) this.#count(device);
    if (plan.change === null) return;
    const why = plan.devices.map(({ view }) => ({ deviceId: view.deviceId, reason: view.reason }));
    this.#changes.push({ mailbox: plan.mailbox, change: plan.change, why });
  }

  result(): Omit<RunPlan, 'draft'> {
    return {
      changes: this.#changes,
      newBlocks: this.#newBlocks,
      abandoned: this.#abandoned,
      before: { total: this.devices, ...this.#before },
      after: { total: this.devices, ...this.#after },
      overruled: this.#overruled,
      forgotten: this.#forgotten,
    };
  }

  #count(device: PlannedDevice): void {
    this.devices += 1;
    this.#before[device.before] += 1;
    this.#after[device.after] += 1;
    if (device.overruled) this.#overruled += 1;
    if (isNewBlock(device)) this.#newBlocks.push(blockName(device));
  }
}
