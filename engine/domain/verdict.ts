/** What Exchange itself makes of a device (domain.md 7.2, exchange.md 1.6), as far as lists, rules and the default decide. */
import { deviceKey } from './device-key.ts';
import type { AccessRule, EasDevice, Mailbox, OrganizationRules } from './exchange.ts';

export type Verdict = 'allowed' | 'blocked' | 'quarantined';
type Lists = Pick<Mailbox, 'activeSyncEnabled' | 'allowedDeviceIds' | 'blockedDeviceIds'>;

const verdictOfLevel = { allow: 'allowed', block: 'blocked', quarantine: 'quarantined' } as const;
/** Among matching rules Exchange asks for a block first, then quarantine, then allow. */
const ruleOrder = ['block', 'quarantine', 'allow'] as const;

export function verdictFor(device: EasDevice, lists: Lists, rules: OrganizationRules): Verdict {
  if (!lists.activeSyncEnabled) return 'blocked';
  if (holds(lists.blockedDeviceIds, device.deviceId)) return 'blocked';
  if (holds(lists.allowedDeviceIds, device.deviceId)) return 'allowed';
  const matching = rules.rules.filter((rule) => matches(rule, device)).map((rule) => rule.level);
  return verdictOfLevel[ruleOrder.find((level) => matching.includes(level)) ?? rules.defaultLevel];
}

export function holds(ids: readonly string[], id: string): boolean {
  const key = deviceKey(id);
  return ids.some((one) => deviceKey(one) === key);
}

function matches(rule: AccessRule, device: EasDevice): boolean {
  return characteristic(rule.characteristic, device) === rule.query;
}

/** Rules ask for the exact text. A characteristic that we do not see, such as XMSWLHeader, never matches. */
function characteristic(name: string, device: EasDevice): string | null {
  if (name === 'DeviceType') return device.type;
  if (name === 'DeviceModel') return device.model;
  if (name === 'DeviceOS') return device.system;
  return name === 'UserAgent' ? device.userAgent : null;
}
