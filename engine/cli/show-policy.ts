/** The policy in force as sentences. */
import type { ControlResult, EngineStatus } from '../../shared/control/contract.ts';
import { type AccessPolicy, policySentence } from '../../shared/policy.ts';
import { harmless, showError, type Terminal } from './terminal.ts';

export function policyLine({ say }: Terminal, { number, origin, since }: NonNullable<EngineStatus['policy']>): string {
  return say('policy.line', { number, since, origin: say(`policy.word.${origin}`) });
}

export function showPolicy(terminal: Terminal, { inForce, problem }: ControlResult<'policy'>): void {
  const { output, say } = terminal;
  if (inForce === null) output.line(say('policy.none'));
  else {
    output.line(policyLine(terminal, inForce));
    output.line(`  ${say('policy.hash', { hash: inForce.hash })}`);
    showContent(terminal, inForce.policy);
    output.line(say('policy.changed'));
    for (const change of inForce.changes) output.line(`  ${policySentence(say, change, harmless)}`);
  }
  if (problem !== null) showError(terminal, problem);
}

function showContent({ output, say }: Terminal, policy: AccessPolicy): void {
  output.line(`  ${say(policy.enabled ? 'policy.enabled' : 'policy.disabled')}`);
  output.line(`  ${say('policy.included', { groups: groupsOr(say('policy.nobody'), policy.includedGroups) })}`);
  output.line(`  ${say('policy.excluded', { groups: groupsOr(say('policy.nobody'), policy.excludedGroups) })}`);
  output.line(`  ${say(policy.overrideDefaultRule ? 'policy.override' : 'policy.no-override')}`);
  output.line(`  ${say('policy.default', { level: say(`policy.word.${policy.defaultLevel}`) })}`);
  for (const { name, kind, level } of policy.exceptions) {
    const words = { name: harmless(name), kind: say(`policy.word.${kind}`), level: say(`policy.word.${level}`) };
    output.line(`  ${say('policy.exception', words)}`);
  }
}

function groupsOr(none: string, groups: readonly string[]): string {
  return groups.length === 0 ? none : groups.map(harmless).join(', ');
}
