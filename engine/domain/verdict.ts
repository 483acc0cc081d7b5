/** What Exchange itself makes of a device (domain.md 7.2, exchange.md 1.6), as far as lists, rules and the default decide. */
import type { AccessLevel } from '../../shared/access.ts';
import { deviceKey } from './device-key.ts';
import type { AccessRule, EasDevice, Mailbox, OrganizationRules } from './exchange.ts';

export type Verdict = 'allowed' | 'blocked' | 'quarantined';
/** What rules can ask of a device. */
export type RuledDevice = Pick<EasDevice, 'type' | 'model' | 'system' | 'userAgent'>;
type Lists = Pick<Mailbox, 'activeSyncEnabled' | 'allowedDeviceIds' | 'blockedDeviceIds'>;

const verdictOfLevel = { allow: 'allowed', block: 'blocked', quarantine: 'quarantined' } as const;
/** Among matching rules Exchange asks for a block first, then quarantine, then allow. */
const ruleOrder = ['block', 'quarantine', 'allow'] as const;

export function verdictFor(device: EasDevice, lists: Lists, rules: OrganizationRules): Verdict {
  return settled(device, lists, rules).verdict;
}

/** The verdict with the step of Exchange's order that settled it, in Exchange's own words. */
export function settled(device: EasDevice, lists: Lists, rules: OrganizationRules): { readonly verdict: Verdict; readonly by: string } {
  if (!lists.activeSyncEnabled) return { verdict: 'blocked', by: 'ActiveSyncEnabled: False' };
  if (holds(lists.blockedDeviceIds, device.deviceId)) return { verdict: 'blocked', by: 'ActiveSyncBlockedDeviceIDs' };
  if (holds(lists.allowedDeviceIds, device.deviceId)) return { verdict: 'allowed', by: 'ActiveSyncAllowedDeviceIDs' };
  const rule = strictestRule(device, rules.rules);
  if (rule !== null) return { verdict: verdictOfLevel[rule.level], by: `${rule.name}: ${rule.level}` };
  return { verdict: verdictOfLevel[rules.defaultLevel], by: `DefaultAccessLevel: ${rules.defaultLevel}` };
}

/** The device rule of Exchange that decides on a device, or null when none matches. */
export function strictestRule(device: RuledDevice, rules: readonly AccessRule[]): AccessRule | null {
  return strictest(rules.filter((rule) => matches(rule, device)));
}

/** The first in Exchange's order of levels; of two with the same level the first. */
export function strictest<T extends { readonly level: AccessLevel }>(candidates: readonly T[]): T | null {
  for (const level of ruleOrder) {
    const found = candidates.find((candidate) => candidate.level === level);
    if (found !== undefined) return found;
  }
  return null;
}

export function holds(ids: readonly string[], id: string): boolean {
  const key = deviceKey(id);
  return ids.some((one) => deviceKey(one) === key);
}

function matches(rule: AccessRule, device: RuledDevice): boolean {
  return characteristic(rule.characteristic, device) === rule.query;
}

/** Rules ask for the exact text. A characteristic that we do not see, such as XMSWLHeader, never matches. */
function characteristic(name: string, device: RuledDevice): string | null {
  if (name === 'DeviceType') return device.type;
  if (name === 'DeviceModel') return device.model;
  if (name === 'DeviceOS') return device.system;
  return name === 'UserAgent' ? device.userAgent : null;
}
