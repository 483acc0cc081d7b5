import { describe, expect, it } from 'vitest';
import { type DecisionInput, decide } from '../../../../engine/domain/decide.ts';
import type { AccessRule } from '../../../../engine/domain/exchange.ts';
import type { ManagedDevice, ScopedUser } from '../../../../engine/domain/intune.ts';
import type { PlatformException } from '../../../../shared/policy.ts';
import { device, enrolment, policy, user } from '../../../builders/domain.ts';

/** The inputs of A1, each with every kind of value that makes a difference; the long enumerations of Graph are gone through below. */
const inputs = {
  policy: ['on', 'off'],
  person: ['targeted', 'exempt', 'disabled', 'unlicensed', 'not targeted', 'not targeted, exempt', 'in no group'],
  enrolment: ['none', 'managed', 'retirePending', 'sprung-up-tomorrow'],
  agent: ['mdm', 'eas', 'sprung-up-tomorrow'],
  system: ['iOS', 'Android', 'Windows', ''],
  activated: ['yes', 'no'],
  compliance: ['compliant', 'inGracePeriod', 'noncompliant', 'sprung-up-tomorrow'],
  override: ['yes', 'no'],
  exception: ['none', 'family allow', 'family block', 'family quarantine', 'family none', 'model and family', 'other'],
  rule: ['none', 'allow', 'block', 'of another phone'],
} as const;
type Key = keyof typeof inputs;
type Row = { readonly [K in Key]: (typeof inputs)[K][number] };

/**
 * The flow chart of domain.md 7.1 as a table read from the top: the first line whose cells all fit gives the answer.
 * A cell lists the values that fit; a cell that is left out fits every value.
 */
const table: readonly (readonly [{ readonly [K in Key]?: readonly Row[K][] }, string])[] = [
  [{ policy: ['off'] }, 'none policy-off'],
  [{ person: ['not targeted', 'not targeted, exempt', 'in no group'] }, 'none not-targeted'],
  [{ person: ['exempt'] }, 'none exempt'],
  [{ person: ['disabled'] }, 'none account-disabled'],
  [{ person: ['unlicensed'] }, 'none not-licensed'],
  [{ enrolment: ['none'] }, 'block not-enrolled'],
  [{ enrolment: ['retirePending', 'sprung-up-tomorrow'] }, 'block not-enrolled'],
  [{ agent: ['eas', 'sprung-up-tomorrow'] }, 'block not-enrolled'],
  [{ system: ['iOS', 'Android'], activated: ['no'] }, 'block not-activated'],
  [{ compliance: ['noncompliant', 'sprung-up-tomorrow'] }, 'block not-compliant'],
  [{ override: ['yes'] }, 'allow compliant'],
  [{ rule: ['block'] }, 'none default-rule'],
  [{ exception: ['family allow'], rule: ['allow'] }, 'none default-rule'],
  [{ exception: ['family allow'] }, 'allow platform-exception'],
  [{ exception: ['family block', 'model and family'] }, 'block platform-exception'],
  [{ exception: ['family quarantine'] }, 'none platform-exception'],
  [{}, 'none default-rule'],
];

const exceptions: { readonly [E in Row['exception']]: readonly PlatformException[] } = {
  none: [],
  'family allow': [{ kind: 'family', name: 'iphone', level: 'allow' }],
  'family block': [{ kind: 'family', name: 'iPhone', level: 'block' }],
  'family quarantine': [{ kind: 'family', name: 'iPhone', level: 'quarantine' }],
  'family none': [{ kind: 'family', name: 'iPhone', level: 'none' }],
  'model and family': [
    { kind: 'family', name: 'iPhone', level: 'block' },
    { kind: 'model', name: 'iPhone16C1', level: 'allow' },
  ],
  other: [
    { kind: 'family', name: 'iPhone16C1', level: 'block' },
    { kind: 'model', name: 'iPhone', level: 'block' },
  ],
};

const rules: { readonly [R in Row['rule']]: readonly AccessRule[] } = {
  none: [],
  allow: [{ name: 'iPhone(DeviceType)', characteristic: 'DeviceType', query: 'iPhone', level: 'allow' }],
  block: [{ name: 'iPhone(DeviceType)', characteristic: 'DeviceType', query: 'iPhone', level: 'block' }],
  'of another phone': [{ name: 'Pad(DeviceType)', characteristic: 'DeviceType', query: 'Pad', level: 'block' }],
};

const version = { number: 3, origin: 'file' } as const;

const people: { readonly [P in Row['person']]: ScopedUser | null } = {
  targeted: user(1),
  exempt: user(1, { excluded: true }),
  disabled: user(1, { enabled: false }),
  unlicensed: user(1, { licensed: false }),
  'not targeted': user(1, { included: false }),
  'not targeted, exempt': user(1, { included: false, excluded: true }),
  'in no group': null,
};

function inputOf(row: Row): DecisionInput {
  const managed = enrolment('A1', {
    managementState: row.enrolment,
    managementAgent: row.agent,
    operatingSystem: row.system,
    easActivated: row.activated === 'yes',
    complianceState: row.compliance,
  });
  return {
    policy: policy({
      enabled: row.policy === 'on',
      overrideDefaultRule: row.override === 'yes',
      defaultLevel: 'block',
      exceptions: exceptions[row.exception],
    }),
    user: people[row.person],
    rivals: [],
    ...version,
    device: device('A1'),
    rules: rules[row.rule],
    managed: row.enrolment === 'none' ? null : managed,
  };
}

function expectedOf(row: Row): string {
  const fits = ([cells]: (typeof table)[number]) => keys.every((key) => cells[key]?.some((value) => value === row[key]) ?? true);
  return table.find(fits)?.[1] ?? 'the table has a hole';
}

const keys = [
  'policy',
  'person',
  'enrolment',
  'agent',
  'system',
  'activated',
  'compliance',
  'override',
  'exception',
  'rule',
] as const satisfies readonly Key[];

function* rows(): Iterable<Row> {
  for (const access of inputs.policy)
    for (const person of inputs.person)
      for (const enrolled of inputs.enrolment)
        for (const agent of inputs.agent)
          for (const system of inputs.system) yield* lateRows({ policy: access, person, enrolment: enrolled, agent, system });
}

function* lateRows(early: Omit<Row, 'activated' | 'compliance' | 'override' | 'exception' | 'rule'>): Iterable<Row> {
  for (const activated of inputs.activated)
    for (const compliance of inputs.compliance)
      for (const override of inputs.override)
        for (const exception of inputs.exception)
          for (const rule of inputs.rule) yield { ...early, activated, compliance, override, exception, rule };
}

describe('the access decision (A1)', () => {
  it('answers every combination of its inputs as the flow chart does', () => {
    const wrong: string[] = [];
    const answers = new Set<string>();
    let count = 0;
    for (const row of rows()) {
      const { wanted, reason } = decide(inputOf(row));
      count += 1;
      answers.add(`${wanted} ${reason}`);
      if (`${wanted} ${reason}` !== expectedOf(row)) wrong.push(`${JSON.stringify(row)}: ${wanted} ${reason}, not ${expectedOf(row)}`);
    }

    expect(wrong.slice(0, 5)).toEqual([]);
    expect(count).toBe(2 * 7 * 4 * 3 * 4 * 2 * 4 * 2 * 7 * 4);
    expect(answers).toEqual(new Set(table.map(([, answer]) => answer)));
  });

  it('shows each question in order, with its fact, up to the one that settled it', () => {
    const input = inputOf({
      policy: 'on',
      person: 'targeted',
      enrolment: 'managed',
      agent: 'mdm',
      system: 'iOS',
      activated: 'yes',
      compliance: 'noncompliant',
      override: 'yes',
      exception: 'none',
      rule: 'block',
    });

    expect(decide(input).evidence).toEqual([
      { key: 'policy', answer: 'yes', fact: 'enabled; 3, file' },
      { key: 'one-user', answer: 'yes', fact: '' },
      { key: 'targeted', answer: 'yes', fact: 'person1@contoso.test' },
      { key: 'exempt', answer: 'no', fact: 'person1@contoso.test' },
      { key: 'enabled', answer: 'yes', fact: 'person1@contoso.test' },
      { key: 'licensed', answer: 'yes', fact: 'person1@contoso.test' },
      { key: 'managed', answer: 'yes', fact: 'managed, mdm' },
      { key: 'activated', answer: 'yes', fact: 'iOS' },
      { key: 'compliant', answer: 'no', fact: 'noncompliant' },
      { key: 'override', answer: 'not-asked', fact: '' },
      { key: 'exception', answer: 'not-asked', fact: '' },
      { key: 'default', answer: 'not-asked', fact: '' },
    ]);
  });

  it('leaves a mailbox that several users claim to Exchange, and names them', () => {
    const rivals = ['one@contoso.test', 'two@contoso.test'];
    const input = { policy: policy(), user: null, rivals, ...version, device: device('A1'), rules: [], managed: enrolment('A1') };

    const { wanted, reason, evidence } = decide(input);

    expect([wanted, reason]).toEqual(['none', 'user-unclear']);
    expect(evidence).toContainEqual({ key: 'one-user', answer: 'no', fact: 'one@contoso.test, two@contoso.test' });
  });

  it('names the rule of Exchange that an exception does not beat', () => {
    const exceptions = [{ kind: 'family', name: 'iPhone', level: 'allow' }] as const;
    const input = {
      policy: policy({ overrideDefaultRule: false, exceptions }),
      user: user(),
      rivals: [],
      ...version,
      device: device('A1'),
      managed: enrolment('A1'),
      rules: rules.block,
    };

    expect(decide(input).evidence).toContainEqual({
      key: 'exception',
      answer: 'no',
      fact: 'family iPhone: allow; Exchange iPhone(DeviceType): block',
    });
  });

  it.each([
    ...['managed', 'unhealthy', 'wipeCanceled', 'retireCanceled', 'wipeFailed', 'retireFailed'].map((state) => [state, 'allow compliant']),
    ...['discovered', 'retirePending', 'retireIssued', 'wipePending', 'wipeIssued', 'deletePending', 'unknownFutureValue', ''].map(
      (state) => [state, 'block not-enrolled'],
    ),
  ])('the management state %j leads to: %s (graph.md 4)', (managementState, answer) => {
    expect(answerFor({ managementState: managementState ?? '' })).toBe(answer);
  });

  it.each([
    ...['mdm', 'easMdm', 'intuneClient', 'easIntuneClient', 'configurationManagerClientMdm', 'configurationManagerClientMdmEas'].map(
      (agent) => [agent, 'allow compliant'],
    ),
    ...['googleCloudDevicePolicyController', 'microsoft365ManagedMdm'].map((agent) => [agent, 'allow compliant']),
    ...['eas', 'configurationManagerClient', 'unknown', 'jamf', 'msSense', 'unknownFutureValue', ''].map((agent) => [
      agent,
      'block not-enrolled',
    ]),
  ])('the management agent %j leads to: %s (graph.md 4)', (managementAgent, answer) => {
    expect(answerFor({ managementAgent: managementAgent ?? '' })).toBe(answer);
  });

  it.each([
    ...['compliant', 'inGracePeriod'].map((state) => [state, 'allow compliant']),
    ...['noncompliant', 'conflict', 'error', 'unknown', 'configManager', ''].map((state) => [state, 'block not-compliant']),
  ])('the compliance state %j leads to: %s (graph.md 4)', (complianceState, answer) => {
    expect(answerFor({ complianceState: complianceState ?? '' })).toBe(answer);
  });

  it.each([
    ['iOS', 'block not-activated'],
    ['iPadOS', 'block not-activated'],
    ['Android', 'block not-activated'],
    ['AndroidEnterprise', 'block not-activated'],
    ['Windows', 'allow compliant'],
    ['macOS', 'allow compliant'],
  ])('a %s device without activated mail leads to: %s', (operatingSystem, answer) => {
    expect(answerFor({ operatingSystem, easActivated: false })).toBe(answer);
  });
});

function answerFor(change: Partial<ManagedDevice>): string {
  const { wanted, reason } = decide({
    policy: policy(),
    user: user(),
    rivals: [],
    ...version,
    device: device('A1'),
    rules: [],
    managed: enrolment('A1', change),
  });
  return `${wanted} ${reason}`;
}
