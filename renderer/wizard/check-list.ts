/** Orders and sums up a list of checks. */
import { type CheckId, type CheckResult, checkIds, hostCheckIds } from '../../shared/checks.ts';
import { factsSentence } from '../../shared/facts.ts';
import type { Translate } from '../../shared/i18n/translate.ts';
import type { ListStep } from './state.ts';

const urgency = { fail: 0, unknown: 1, warn: 2, pass: 3 } as const;
type AnyList = ListStep<'server' | 'checks'>;

export type CheckRow = { readonly id: CheckId; readonly result: CheckResult | null };

/** What will probably be told, to show it waiting; what else comes is added at the end. */
export function expectedChecks(kind: 'server' | 'checks', hasMail: boolean): readonly CheckId[] {
  if (kind === 'server') return hostCheckIds;
  // Of the administrator's own role only his own sign-in tells, and of a policy file only where there is one.
  const elsewhere: readonly CheckId[] = [...hostCheckIds, 'intune-role', 'policy-file'];
  return checkIds.filter((id) => !elsewhere.includes(id) && (hasMail || id !== 'mail-reach'));
}

export function inOrderOfUrgency(results: readonly CheckResult[]): readonly CheckId[] {
  const listed = checkIds.flatMap((id) => results.filter((one) => one.id === id));
  return listed.toSorted((one, other) => urgency[one.verdict] - urgency[other.verdict]).map((one) => one.id);
}

export function rowsOf({ order, results }: AnyList): readonly CheckRow[] {
  return order.map((id) => ({ id, result: results.find((one) => one.id === id) ?? null }));
}

/** One sentence about the whole list. */
export function summaryOf(t: Translate, step: AnyList): string {
  if (step.busy !== null) return t(step.kind === 'server' ? 'wizard.server.running' : 'wizard.checks.running');
  const count = (verdict: CheckResult['verdict']): number => step.results.filter((one) => one.verdict === verdict).length;
  if (count('fail') > 0) return t('wizard.checks.failed', { count: count('fail') });
  const warnings = count('warn') + count('unknown');
  return warnings > 0 ? t('wizard.checks.warned', { count: warnings }) : t('wizard.checks.good');
}

/** What helps in this situation, or the general cure of the check. */
export function cureOf(t: Translate, { id, cure }: CheckResult): string {
  return cure === undefined ? t(`check.${id}.cure`) : t(`cure.${cure}`);
}

/** The list as text, for the clipboard and the report. */
export function checksAsText(t: Translate, results: readonly CheckResult[]): string {
  const lines = results.map((one) => {
    const parts = [
      `${t(`check.${one.id}.title`)}: ${t(`verdict.${one.verdict}`)}`,
      factsSentence(t, one.measured),
      factsSentence(t, one.required),
      one.error?.code,
      one.error?.detail,
    ];
    return parts.filter((part) => part !== undefined && part !== '').join(' | ');
  });
  return lines.join('\n');
}
