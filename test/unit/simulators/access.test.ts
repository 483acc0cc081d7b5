import { describe, expect, it } from 'vitest';
import { type AccessQuestion, type AccessVerdict, type DeviceAccessRule, judgeAccess } from '../../simulators/exchange/access.ts';

const phone = {
  easDeviceId: 'ApplX1',
  deviceType: 'iPhone',
  model: 'iPhone16C1',
  system: 'iOS 18.6',
  userAgent: 'Apple-iPhone16C1/2205.60',
};

/** Every later step says the opposite of the one under test, so that only the order can explain the verdict. */
const open: AccessQuestion = {
  activeSyncEnabled: true,
  meetsMailboxPolicy: true,
  allowedDeviceIds: [],
  blockedDeviceIds: [],
  rules: [],
  defaultLevel: 'Quarantine',
  phone,
};

const blockModel: DeviceAccessRule = { characteristic: 'DeviceModel', queryString: 'iPhone16C1', accessLevel: 'Block' };
const quarantineSystem: DeviceAccessRule = { characteristic: 'DeviceOS', queryString: 'iOS 18.6', accessLevel: 'Quarantine' };
const allowType: DeviceAccessRule = { characteristic: 'DeviceType', queryString: 'iPhone', accessLevel: 'Allow' };
const allowAgent: DeviceAccessRule = { characteristic: 'UserAgent', queryString: 'Apple-iPhone16C1/2205.60', accessLevel: 'Allow' };
const everyRule = [allowType, quarantineSystem, blockModel];

interface Row {
  readonly step: string;
  readonly question: Partial<AccessQuestion>;
  readonly verdict: AccessVerdict;
}

const rows: readonly Row[] = [
  {
    step: 'ActiveSync switched off comes first',
    question: { activeSyncEnabled: false, allowedDeviceIds: ['ApplX1'], rules: [allowType], defaultLevel: 'Allow' },
    verdict: { state: 'Blocked', reason: 'Unknown', rule: null },
  },
  {
    step: 'the mailbox policy comes before personal lists',
    question: { meetsMailboxPolicy: false, allowedDeviceIds: ['ApplX1'], rules: [allowType], defaultLevel: 'Allow' },
    verdict: { state: 'Blocked', reason: 'Policy', rule: null },
  },
  {
    step: 'a personal block beats a personal allow',
    question: { blockedDeviceIds: ['ApplX1'], allowedDeviceIds: ['ApplX1'], rules: [allowType], defaultLevel: 'Allow' },
    verdict: { state: 'Blocked', reason: 'Individual', rule: null },
  },
  {
    step: 'a personal allow beats every rule and the default',
    question: { allowedDeviceIds: ['other', 'applx1'], rules: everyRule, defaultLevel: 'Block' },
    verdict: { state: 'Allowed', reason: 'Individual', rule: null },
  },
  {
    step: 'a blocking rule beats the other rules',
    question: { rules: everyRule, defaultLevel: 'Allow' },
    verdict: { state: 'Blocked', reason: 'DeviceRule', rule: 'iPhone16C1(DeviceModel)' },
  },
  {
    step: 'a quarantining rule beats an allowing rule',
    question: { rules: [allowType, quarantineSystem], defaultLevel: 'Allow' },
    verdict: { state: 'Quarantined', reason: 'DeviceRule', rule: 'iOS 18.6(DeviceOS)' },
  },
  {
    step: 'an allowing rule beats the default',
    question: { rules: [allowAgent], defaultLevel: 'Block' },
    verdict: { state: 'Allowed', reason: 'DeviceRule', rule: 'Apple-iPhone16C1/2205.60(UserAgent)' },
  },
  {
    step: 'a rule matches the exact text only',
    question: {
      rules: [
        { ...allowType, queryString: 'iPhon' },
        { ...blockModel, queryString: 'iPhone*' },
      ],
      defaultLevel: 'Quarantine',
    },
    verdict: { state: 'Quarantined', reason: 'Global', rule: null },
  },
  { step: 'the default allows', question: { defaultLevel: 'Allow' }, verdict: { state: 'Allowed', reason: 'Global', rule: null } },
  { step: 'the default blocks', question: { defaultLevel: 'Block' }, verdict: { state: 'Blocked', reason: 'Global', rule: null } },
  { step: 'the default quarantines', question: {}, verdict: { state: 'Quarantined', reason: 'Global', rule: null } },
];

describe("Exchange's own order (domain.md 7.2)", () => {
  it.each(rows)('$step', ({ question, verdict }) => {
    expect(judgeAccess({ ...open, ...question })).toEqual(verdict);
  });
});
