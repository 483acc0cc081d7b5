/**
 * The access decision A1 (domain.md 7.1): which personal entry a device should have, why, and the facts it rests on.
 * The questions stand in their order; the first one that settles the matter ends the walk, and the rest are recorded as not asked.
 */

import type { AccessLevel, Evidence, Reason, WantedEntry } from '../../shared/access.ts';
import type { AccessPolicy, PlatformException, PolicyOrigin } from '../../shared/policy.ts';
import type { AccessRule } from './exchange.ts';
import type { ManagedDevice, ScopedUser } from './intune.ts';
import { type RuledDevice, strictest, strictestRule } from './verdict.ts';

export interface DecisionInput {
  readonly policy: AccessPolicy;
  /** Number and origin of the policy, for the evidence. */
  readonly number: number;
  readonly origin: PolicyOrigin;
  /** The mailbox's user when a group of the policy holds him, else null. */
  readonly user: ScopedUser | null;
  /** Sign-in names of those who have the mailbox's address with equal right; then there is no `user`. */
  readonly rivals: readonly string[];
  readonly device: RuledDevice;
  /** The device rules that Exchange has. */
  readonly rules: readonly AccessRule[];
  /** The enrolment of this very device by this very user, else null. */
  readonly managed: ManagedDevice | null;
}

export interface Decision {
  readonly wanted: WantedEntry;
  readonly reason: Reason;
  readonly evidence: readonly Evidence[];
}

interface Outcome {
  readonly wanted: WantedEntry;
  readonly reason: Reason;
}

interface Question {
  readonly key: Evidence['key'];
  readonly ask: (input: DecisionInput) => { readonly answer: Evidence['answer']; readonly fact: string };
  /** Ends the decision on the given answer. */
  readonly settles: (answer: Evidence['answer'], input: DecisionInput) => Outcome | null;
}

/** Open enumeration of Graph: a text that is not in this list counts as not managed (graph.md 4). */
const managedStates: ReadonlySet<string> = new Set([
  'managed',
  'unhealthy',
  'wipeCanceled',
  'retireCanceled',
  'wipeFailed',
  'retireFailed',
]);
const managingAgents: ReadonlySet<string> = new Set([
  'mdm',
  'easMdm',
  'intuneClient',
  'easIntuneClient',
  'configurationManagerClientMdm',
  'configurationManagerClientMdmEas',
  'googleCloudDevicePolicyController',
  'microsoft365ManagedMdm',
]);
const compliantStates: ReadonlySet<string> = new Set(['compliant', 'inGracePeriod']);
/** Only these register their EAS id when the user activates mail (domain.md 7.1, step 4). */
const activatingSystems = /^(ios|ipados|android)/i;

const entryOfLevel = { none: 'none', allow: 'allow', block: 'block', quarantine: 'none' } as const satisfies Record<
  AccessLevel,
  WantedEntry
>;

const questions: readonly Question[] = [
  {
    key: 'policy',
    ask: ({ policy, number, origin }) => claim(policy.enabled, `${policy.enabled ? 'enabled' : 'disabled'}; ${number}, ${origin}`),
    settles: (answer) => (answer === 'no' ? { wanted: 'none', reason: 'policy-off' } : null),
  },
  {
    key: 'one-user',
    ask: ({ rivals }) => claim(rivals.length === 0, rivals.join(', ')),
    settles: (answer) => (answer === 'no' ? { wanted: 'none', reason: 'user-unclear' } : null),
  },
  {
    key: 'targeted',
    ask: ({ user }) => claim(user?.included === true, user?.userPrincipalName ?? ''),
    settles: (answer) => (answer === 'no' ? { wanted: 'none', reason: 'not-targeted' } : null),
  },
  {
    key: 'exempt',
    ask: ({ user }) => claim(user?.excluded === true, user?.userPrincipalName ?? ''),
    settles: (answer) => (answer === 'yes' ? { wanted: 'none', reason: 'exempt' } : null),
  },
  // Who may not sign in or has no licence is outside the policy, as if no group held him (graph.md 12, scope).
  {
    key: 'enabled',
    ask: ({ user }) => claim(user?.enabled === true, user?.userPrincipalName ?? ''),
    settles: (answer) => (answer === 'no' ? { wanted: 'none', reason: 'account-disabled' } : null),
  },
  {
    key: 'licensed',
    ask: ({ user }) => claim(user?.licensed === true, user?.userPrincipalName ?? ''),
    settles: (answer) => (answer === 'no' ? { wanted: 'none', reason: 'not-licensed' } : null),
  },
  {
    key: 'managed',
    ask: ({ managed }) => claim(isManaged(managed), managed === null ? '' : `${managed.managementState}, ${managed.managementAgent}`),
    settles: (answer) => (answer === 'no' ? { wanted: 'block', reason: 'not-enrolled' } : null),
  },
  {
    key: 'activated',
    ask: ({ managed }) => askActivated(managed),
    settles: (answer) => (answer === 'no' ? { wanted: 'block', reason: 'not-activated' } : null),
  },
  {
    key: 'compliant',
    ask: ({ managed }) => claim(isCompliant(managed), managed?.complianceState ?? ''),
    settles: (answer) => (answer === 'no' ? { wanted: 'block', reason: 'not-compliant' } : null),
  },
  {
    key: 'override',
    ask: ({ policy }) => claim(policy.overrideDefaultRule, policy.overrideDefaultRule ? 'enabled' : 'disabled'),
    settles: (answer) => (answer === 'yes' ? { wanted: 'allow', reason: 'compliant' } : null),
  },
  {
    key: 'exception',
    ask: (input) => {
      const exception = exceptionFor(input);
      const rule = strictestRule(input.device, input.rules);
      const facts = [
        ...(exception === null ? [] : [`${exception.kind} ${exception.name}: ${exception.level}`]),
        ...(rule === null ? [] : [`Exchange ${rule.name}: ${rule.level}`]),
      ];
      return claim(exception !== null && prevails(exception, input), facts.join('; '));
    },
    settles: (answer, input) => {
      const exception = exceptionFor(input);
      return exception === null || answer === 'no' ? null : { wanted: entryOfLevel[exception.level], reason: 'platform-exception' };
    },
  },
  {
    // The default rule is Exchange's own: no personal entry, and Exchange's order goes on to its rules and its default.
    key: 'default',
    ask: ({ policy }) => claim(true, policy.defaultLevel === 'none' ? '' : policy.defaultLevel),
    settles: () => ({ wanted: 'none', reason: 'default-rule' }),
  },
];

export function decide(input: DecisionInput): Decision {
  const evidence: Evidence[] = [];
  let outcome: Outcome | null = null;
  for (const question of questions) {
    if (outcome !== null) {
      evidence.push({ key: question.key, answer: 'not-asked', fact: '' });
      continue;
    }
    const { answer, fact } = question.ask(input);
    evidence.push({ key: question.key, answer, fact });
    outcome = question.settles(answer, input);
  }
  return { ...(outcome ?? { wanted: 'none', reason: 'default-rule' }), evidence };
}

/** Whether Intune has nothing against this device any more: then a targeted person's phone is not blocked. */
export function mayEnter(managed: ManagedDevice | null): boolean {
  return isManaged(managed) && askActivated(managed).answer !== 'no' && isCompliant(managed);
}

function isCompliant(managed: ManagedDevice | null): boolean {
  return compliantStates.has(managed?.complianceState ?? '');
}

/** Enrolled, and by an agent that can carry policy; `eas` alone is no management. */
function isManaged(managed: ManagedDevice | null): boolean {
  return managed !== null && managedStates.has(managed.managementState) && managingAgents.has(managed.managementAgent);
}

function askActivated(managed: ManagedDevice | null): ReturnType<Question['ask']> {
  const system = managed?.operatingSystem ?? '';
  if (!activatingSystems.test(system)) return { answer: 'not-asked', fact: system };
  return claim(managed?.easActivated === true, system);
}

/**
 * Exceptions belong to the default rule that applies when it is not overridden (domain.md 7.1, worked examples), and in
 * Exchange they would be device rules for everyone. This connector writes personal entries only, so for a compliant phone
 * of a targeted person an entry stands in for the rule: it must do what the rule would, and no more. Hence Exchange's own
 * order counts among exceptions (block, quarantine, allow; a model ranks no higher than a family; `none` is no rule), and
 * a rule that Exchange has already stands unless the exception is stricter, though a personal entry could beat it.
 * No entry quarantines, so such an exception leaves the phone to Exchange. People outside the policy get no entry.
 */
function exceptionFor({ policy, device }: DecisionInput): PlatformException | null {
  const fits = ({ name, kind }: PlatformException) => same(name, kind === 'model' ? device.model : device.type);
  return strictest(policy.exceptions.filter(fits));
}

function prevails(exception: PlatformException, { device, rules }: DecisionInput): boolean {
  const rule = strictestRule(device, rules);
  return rule === null || (rule.level !== exception.level && strictest([rule, exception]) === exception);
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function claim(holds: boolean, fact: string): ReturnType<Question['ask']> {
  return { answer: holds ? 'yes' : 'no', fact };
}
