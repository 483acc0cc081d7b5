/** Orders and sums up a list of checks. */
import { type CheckId, type CheckResult, checkIds } from '../../shared/checks.ts';
import { factsSentence } from '../../shared/facts.ts';
import type { Translate } from '../../shared/i18n/translate.ts';
import type { ChecksStep } from './state.ts';

const urgency = { fail: 0, unknown: 1, warn: 2, pass: 3 } as const;

export type CheckRow = { readonly id: CheckId; readonly result: CheckResult | null };

/** While they run: the fixed order, so that nothing moves. Afterwards: wrong ones first. */
export function rowsOf(step: ChecksStep): readonly CheckRow[] {
  if (step.busy !== null) return checkIds.map((id) => ({ id, result: step.results.find((one) => one.id === id) ?? null }));
  const sorted = step.results.toSorted((one, other) => urgency[one.verdict] - urgency[other.verdict]);
  return sorted.map((result) => ({ id: result.id, result }));
}

/** One sentence about the whole list. */
export function summaryOf(t: Translate, step: ChecksStep): string {
  if (step.busy !== null) return t('wizard.checks.running');
  const count = (verdict: CheckResult['verdict']): number => step.results.filter((one) => one.verdict === verdict).length;
  if (count('fail') > 0) return t('wizard.checks.failed', { count: count('fail') });
  const warnings = count('warn') + count('unknown');
  return warnings > 0 ? t('wizard.checks.warned', { count: warnings }) : t('wizard.checks.good');
}

/** What helps in this situation, or the general cure of the check. */
export function cureOf(t: Translate, { id, cure }: CheckResult): string {
  return cure === undefined ? t(`check.${id}.cure`) : t(`cure.${cure}`);
}

/** The list as text, for the clipboard. */
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
