/** Exchange's own judgement of a phone, in the order of domain.md 7.2. Pure. */
import type { Phone } from '../world/world.ts';

export type DeviceAccessLevel = 'Allow' | 'Block' | 'Quarantine';

export const ruleCharacteristics = ['DeviceType', 'DeviceModel', 'DeviceOS', 'UserAgent', 'XMSWLHeader'] as const;

export interface DeviceAccessRule {
  readonly characteristic: (typeof ruleCharacteristics)[number];
  readonly queryString: string;
  readonly accessLevel: DeviceAccessLevel;
}

export interface AccessQuestion {
  readonly activeSyncEnabled: boolean;
  readonly meetsMailboxPolicy: boolean;
  readonly allowedDeviceIds: readonly string[];
  readonly blockedDeviceIds: readonly string[];
  readonly rules: readonly DeviceAccessRule[];
  readonly defaultLevel: DeviceAccessLevel;
  readonly phone: Pick<Phone, 'easDeviceId' | 'deviceType' | 'model' | 'system' | 'userAgent'>;
}

/** Texts of DeviceAccessState and DeviceAccessStateReason (exchange.md 1.5). `rule` names the device rule that decided. */
export interface AccessVerdict {
  readonly state: 'Allowed' | 'Blocked' | 'Quarantined';
  readonly reason: 'Unknown' | 'Global' | 'Individual' | 'DeviceRule' | 'Policy';
  readonly rule: string | null;
}

/** As a device shows it: in its first minutes it is not judged by rules and default yet. */
export interface ShownAccess extends Omit<AccessVerdict, 'state'> {
  readonly state: AccessVerdict['state'] | 'DeviceDiscovery';
}

const stateOf = { Allow: 'Allowed', Block: 'Blocked', Quarantine: 'Quarantined' } as const;
const strictestFirst = ['Block', 'Quarantine', 'Allow'] as const;

export function judgeAccess(question: AccessQuestion): AccessVerdict {
  const { phone } = question;
  if (!question.activeSyncEnabled) return { state: 'Blocked', reason: 'Unknown', rule: null };
  if (!question.meetsMailboxPolicy) return { state: 'Blocked', reason: 'Policy', rule: null };
  if (holdsDeviceId(question.blockedDeviceIds, phone.easDeviceId)) return { state: 'Blocked', reason: 'Individual', rule: null };
  if (holdsDeviceId(question.allowedDeviceIds, phone.easDeviceId)) return { state: 'Allowed', reason: 'Individual', rule: null };
  const matching = question.rules.filter((rule) => characteristicOf(phone, rule.characteristic) === rule.queryString);
  for (const level of strictestFirst) {
    const rule = matching.find(({ accessLevel }) => accessLevel === level);
    if (rule !== undefined) return { state: stateOf[level], reason: 'DeviceRule', rule: ruleName(rule) };
  }
  return { state: stateOf[question.defaultLevel], reason: 'Global', rule: null };
}

/** Exchange names a rule after what it asks, such as `ContosoPhone(DeviceModel)`. */
export function ruleName(rule: DeviceAccessRule): string {
  return `${rule.queryString}(${rule.characteristic})`;
}

/** Lists of device ids are compared without case. */
export function holdsDeviceId(list: readonly string[], deviceId: string): boolean {
  return list.some((entry) => entry.toLowerCase() === deviceId.toLowerCase());
}

function characteristicOf(phone: AccessQuestion['phone'], characteristic: DeviceAccessRule['characteristic']): string {
  const values = {
    DeviceType: phone.deviceType,
    DeviceModel: phone.model,
    DeviceOS: phone.system,
    UserAgent: phone.userAgent,
    /** Windows' own client sends it; no phone of the rehearsal does. */
    XMSWLHeader: '',
  } as const;
  return values[characteristic];
}
