/** How one policy differs from the one before, as data; the words are in shared/i18n under `policy.change`. */
import type { AccessPolicy, PlatformException, PolicyChange, PolicyOrigin } from '../../shared/policy.ts';

export interface OriginatedPolicy {
  readonly policy: AccessPolicy;
  readonly origin: PolicyOrigin;
}

/** Groups and exceptions that only changed their order or case are no difference. */
export function policyDifference(before: OriginatedPolicy | null, after: OriginatedPolicy): readonly PolicyChange[] {
  if (before === null) return [change('first', { origin: after.origin })];
  const [was, is] = [before.policy, after.policy];
  return [
    ...(before.origin === after.origin ? [] : [change('origin', { before: before.origin, after: after.origin })]),
    ...switched(was.enabled, is.enabled, ['switched-on', 'switched-off']),
    ...groupChanges(was.includedGroups, is.includedGroups, ['included-added', 'included-removed']),
    ...groupChanges(was.excludedGroups, is.excludedGroups, ['excluded-added', 'excluded-removed']),
    ...switched(was.overrideDefaultRule, is.overrideDefaultRule, ['override-on', 'override-off']),
    ...(was.defaultLevel === is.defaultLevel ? [] : [change('default-level', { before: was.defaultLevel, after: is.defaultLevel })]),
    ...exceptionChanges(was.exceptions, is.exceptions),
  ];
}

/** Groups and exceptions in one order and one case, each once: what is the same policy is written the same. */
export function orderedPolicy(policy: AccessPolicy): AccessPolicy {
  return {
    ...policy,
    includedGroups: ordered(policy.includedGroups),
    excludedGroups: ordered(policy.excludedGroups),
    exceptions: policy.exceptions.toSorted((left, right) => (exceptionKey(left) < exceptionKey(right) ? -1 : 1)),
  };
}

function ordered(groups: readonly string[]): readonly string[] {
  return [...new Set(groups.map((group) => group.toLowerCase()))].toSorted();
}

type Keys = readonly [PolicyChange['key'], PolicyChange['key']];

function switched(was: boolean, is: boolean, [on, off]: Keys): readonly PolicyChange[] {
  return was === is ? [] : [change(is ? on : off)];
}

function groupChanges(was: readonly string[], is: readonly string[], [added, removed]: Keys): readonly PolicyChange[] {
  const [old, fresh] = [new Set(ordered(was)), new Set(ordered(is))];
  return [
    ...[...fresh].filter((group) => !old.has(group)).map((group) => change(added, { group })),
    ...[...old].filter((group) => !fresh.has(group)).map((group) => change(removed, { group })),
  ];
}

function exceptionChanges(was: readonly PlatformException[], is: readonly PlatformException[]): readonly PolicyChange[] {
  const [old, fresh] = [byKey(was), byKey(is)];
  const about = ({ name, kind }: PlatformException) => ({ name, kind });
  const present = [...fresh].flatMap(([key, one]) => {
    const former = old.get(key);
    if (former === undefined) return [change('exception-added', { ...about(one), level: one.level })];
    return former.level === one.level ? [] : [change('exception-level', { ...about(one), before: former.level, after: one.level })];
  });
  return [...present, ...[...old].filter(([key]) => !fresh.has(key)).map(([, one]) => change('exception-removed', about(one)))];
}

function byKey(exceptions: readonly PlatformException[]): ReadonlyMap<string, PlatformException> {
  return new Map(exceptions.map((one) => [`${one.kind} ${one.name.toLowerCase()}`, one]));
}

function exceptionKey({ kind, name, level }: PlatformException): string {
  return `${kind} ${name.toLowerCase()} ${level}`;
}

function change(key: PolicyChange['key'], params: PolicyChange['params'] = {}): PolicyChange {
  return { key, params };
}
