/**
 * What to change on one mailbox, and what its devices then have: no await, no clock, no I/O. Only additions and removals,
 * only our own entries. Another administrator's entry for a device supersedes us: it stays, and none of ours stands beside it.
 */
import type { Evidence, WantedEntry } from '../../shared/access.ts';
import type { DeviceView } from '../../shared/control/contract.ts';
import { type EasDeviceId, easDeviceIdSchema, isWritableDeviceId } from '../../shared/ids.ts';
import type { Decision } from './decide.ts';
import { deviceKey } from './device-key.ts';
import type { AccessListChange, EasDevice, Mailbox, OrganizationRules } from './exchange.ts';
import type { OwnEntry } from './own-entry.ts';
import { settled, type Verdict, verdictFor } from './verdict.ts';

export interface DecidedDevice {
  readonly device: EasDevice;
  readonly decision: Decision;
}

export interface PlanInput {
  readonly mailbox: Mailbox;
  readonly devices: readonly DecidedDevice[];
  /** Entries that we wrote on this mailbox. */
  readonly own: readonly OwnEntry[];
  readonly rules: OrganizationRules;
}

export interface PlannedDevice {
  readonly view: DeviceView;
  readonly evidence: readonly Evidence[];
  /** Exchange's verdict before and after the change. */
  readonly before: Verdict;
  readonly after: Verdict;
  readonly overruled: boolean;
}

export interface MailboxPlan {
  readonly mailbox: Mailbox;
  readonly change: AccessListChange | null;
  readonly devices: readonly PlannedDevice[];
  /** Own entries that somebody else took off the list: ours no more. */
  readonly forgotten: readonly OwnEntry[];
  /** Our allow entries that go because Exchange no longer listed their device: whether it loses access cannot be seen. */
  readonly abandoned: readonly EasDeviceId[];
}

/** Everything known of one id on one mailbox. `allow` and `block` are our own entries as the lists have them, or null. */
interface Standing {
  readonly allow: string | null;
  readonly block: string | null;
  /** Somebody else's entry stands for it: he has decided (domain.md 7.2), so we add nothing and what was ours goes. */
  readonly isForeign: boolean;
  readonly wanted: WantedEntry;
  readonly writable: EasDeviceId | null;
}

export function planMailbox(input: PlanInput): MailboxPlan {
  const { mailbox } = input;
  const standings = standingsOf(input);
  const steps = [...standings.values()].map(stepFor);
  const change: AccessListChange = {
    mailbox: mailbox.guid,
    allowAdd: steps.flatMap((step) => step.allowAdd),
    allowRemove: steps.flatMap((step) => step.allowRemove),
    blockAdd: steps.flatMap((step) => step.blockAdd),
    blockRemove: steps.flatMap((step) => step.blockRemove),
  };
  const after = applyChange(mailbox, change);
  const listed = new Set(input.devices.map(({ device }) => deviceKey(device.deviceId)));
  return {
    mailbox,
    change: isEmpty(change) ? null : change,
    devices: input.devices.map((decided) => plannedDevice(decided, input, after)),
    forgotten: input.own.filter((entry) => !lists(mailbox, entry.list).some((id) => deviceKey(id) === deviceKey(entry.deviceId))),
    abandoned: change.allowRemove.filter((id) => !listed.has(deviceKey(id))),
  };
}

/** Takes off whatever of ours stands on the lists (B7): what a plan does when no device wants an entry. */
export function planTakeBack(mailbox: Mailbox, own: readonly OwnEntry[]): MailboxPlan {
  return planMailbox({ mailbox, own, devices: [], rules: { defaultLevel: 'allow', rules: [] } });
}

/** The lists of a mailbox once a change is in force; also what verification compares with. */
export function applyChange(mailbox: Mailbox, change: AccessListChange): Mailbox {
  return {
    ...mailbox,
    allowedDeviceIds: applied(mailbox.allowedDeviceIds, change.allowAdd, change.allowRemove),
    blockedDeviceIds: applied(mailbox.blockedDeviceIds, change.blockAdd, change.blockRemove),
  };
}

/** Number of entries that a change adds and removes. */
export function changeSize(change: AccessListChange): { readonly added: number; readonly removed: number } {
  return { added: change.allowAdd.length + change.blockAdd.length, removed: change.allowRemove.length + change.blockRemove.length };
}

function applied(ids: readonly string[], add: readonly string[], remove: readonly string[]): readonly string[] {
  const gone = new Set(remove.map(deviceKey));
  return [...ids.filter((id) => !gone.has(deviceKey(id))), ...add];
}

function isEmpty(change: AccessListChange): boolean {
  const { added, removed } = changeSize(change);
  return added + removed === 0;
}

function standingsOf({ mailbox, devices, own }: PlanInput): ReadonlyMap<string, Standing> {
  const allow = entriesOn('allow', mailbox, own);
  const block = entriesOn('block', mailbox, own);
  const wanted = wantedByKey(devices);
  const written = new Map(devices.map(({ device }) => [deviceKey(device.deviceId), device.deviceId]));
  const keys = new Set([...allow.ours.keys(), ...allow.theirs, ...block.ours.keys(), ...block.theirs, ...wanted.keys()]);
  const standing = (key: string): Standing => ({
    allow: allow.ours.get(key) ?? null,
    block: block.ours.get(key) ?? null,
    isForeign: allow.theirs.has(key) || block.theirs.has(key),
    wanted: wanted.get(key) ?? 'none',
    writable: writableOrNull(written.get(key)),
  });
  return new Map([...keys].map((key) => [key, standing(key)]));
}

interface Entries {
  /** The id as the list has it, by its key. */
  readonly ours: ReadonlyMap<string, string>;
  readonly theirs: ReadonlySet<string>;
}

function entriesOn(list: OwnEntry['list'], mailbox: Mailbox, own: readonly OwnEntry[]): Entries {
  const known = new Set(own.filter((entry) => entry.list === list).map((entry) => deviceKey(entry.deviceId)));
  const ids = lists(mailbox, list);
  return {
    ours: new Map(ids.filter((id) => known.has(deviceKey(id))).map((id) => [deviceKey(id), id])),
    theirs: new Set(ids.map(deviceKey).filter((key) => !known.has(key))),
  };
}

function writableOrNull(id: EasDeviceId | undefined): EasDeviceId | null {
  return id !== undefined && isWritableDeviceId(id) ? id : null;
}

/** Two partnerships whose ids differ in case only share one entry: a block for one of them wins, an allow needs both. */
function wantedByKey(devices: readonly DecidedDevice[]): ReadonlyMap<string, WantedEntry> {
  const wanted = new Map<string, WantedEntry>();
  for (const { device, decision } of devices) {
    const key = deviceKey(device.deviceId);
    const other = wanted.get(key) ?? decision.wanted;
    const either = other === decision.wanted ? other : 'none';
    wanted.set(key, other === 'block' || decision.wanted === 'block' ? 'block' : either);
  }
  return wanted;
}

function stepFor(standing: Standing): Omit<AccessListChange, 'mailbox'> {
  const { allow, block, writable } = standing;
  const wanted = standing.isForeign ? 'none' : standing.wanted;
  const onAllow = stepOnList(allow, wanted === 'allow', writable);
  const onBlock = stepOnList(block, wanted === 'block', writable);
  return { allowAdd: onAllow.add, allowRemove: onAllow.remove, blockAdd: onBlock.add, blockRemove: onBlock.remove };
}

/** `listed`: the id as the list has it, or null. `writable`: the id as we may write it, or null. */
function stepOnList(listed: string | null, isWanted: boolean, writable: EasDeviceId | null) {
  return {
    add: isWanted && listed === null && writable !== null ? [writable] : [],
    remove: !isWanted && listed !== null ? [easDeviceIdSchema.parse(listed)] : [],
  };
}

function plannedDevice({ device, decision }: DecidedDevice, { mailbox, own, rules }: PlanInput, after: Mailbox): PlannedDevice {
  const foreign = foreignLists(device, mailbox, own);
  const unwritable = !isWritableDeviceId(device.deviceId);
  const { verdict, by } = settled(device, after, rules);
  const view: DeviceView = {
    mailbox: mailbox.guid,
    address: mailbox.address,
    deviceId: device.deviceId,
    name: device.friendlyName,
    model: device.model,
    system: device.system,
    observed: device.state,
    intended: verdict,
    wanted: decision.wanted,
    reason: decision.reason,
  };
  return {
    view,
    evidence: [
      ...decision.evidence,
      ...obstacles(device, foreign, unwritable),
      { key: 'exchange', answer: verdict === 'allowed' ? 'yes' : 'no', fact: by },
    ],
    before: verdictFor(device, mailbox, rules),
    after: verdict,
    overruled: foreign.some((list) => list !== decision.wanted) || (unwritable && decision.wanted !== 'none'),
  };
}

function obstacles(device: EasDevice, foreign: readonly string[], unwritable: boolean): readonly Evidence[] {
  const entry: Evidence[] = foreign.length === 0 ? [] : [{ key: 'foreign-entry', answer: 'yes', fact: foreign.join(', ') }];
  return unwritable ? [...entry, { key: 'unwritable-id', answer: 'yes', fact: device.deviceId }] : entry;
}

/** Lists on which somebody else's entry for this device stands. */
function foreignLists(device: EasDevice, mailbox: Mailbox, own: readonly OwnEntry[]): readonly ('allow' | 'block')[] {
  const key = deviceKey(device.deviceId);
  const isOurs = (list: 'allow' | 'block') => own.some((entry) => entry.list === list && deviceKey(entry.deviceId) === key);
  return (['allow', 'block'] as const).filter((list) => lists(mailbox, list).some((id) => deviceKey(id) === key) && !isOurs(list));
}

function lists(mailbox: Mailbox, list: 'allow' | 'block'): readonly string[] {
  return list === 'allow' ? mailbox.allowedDeviceIds : mailbox.blockedDeviceIds;
}
