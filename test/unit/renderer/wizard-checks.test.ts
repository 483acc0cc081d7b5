import { describe, expect, it } from 'vitest';
import { actsOf } from '../../../renderer/wizard/acts.ts';
import { checksAsText, rowsOf, summaryOf } from '../../../renderer/wizard/check-list.ts';
import { isStep, type WizardState } from '../../../renderer/wizard/state.ts';
import { hostCheckIds } from '../../../shared/checks.ts';
import { translator } from '../../../shared/i18n/translate.ts';
import { atChecks, atExchange, atServer, back, check, type Drive, drive, ended, lastAttempt, next } from './wizard-driver.ts';

const again = { on: 'checks', kind: 'againAsked' } as const;
const told = (step: 'check-host' | 'check-connection', result: ReturnType<typeof check>) =>
  ({ on: 'connect', kind: 'told', event: { event: 'check', step, result } }) as const;

function rows({ step }: WizardState): readonly string[] {
  if (!isStep(step, 'server') && !isStep(step, 'checks')) return [];
  return rowsOf(step).map(({ id, result }) => `${id} ${result?.verdict ?? 'waits'}`);
}

/** Some right, some not. */
function atMixed(): Drive {
  return ended(atServer(), check('hardware', 'pass'), check('domain', 'warn'), check('vault', 'fail'), check('powershell', 'unknown'));
}

describe('checks of this server (Q1 to Q4)', () => {
  it('run as soon as the page is entered, all of them, each shown waiting in a fixed order', () => {
    const { state, effects } = atServer();

    expect(effects).toEqual([{ kind: 'runHostChecks', attempt: 1, only: null }]);
    expect(rows(state)).toEqual(hostCheckIds.map((id) => `${id} waits`));
    expect(actsOf(state).main).toMatchObject({ label: 'wizard.act.next', isEnabled: false });
  });

  it('show each result where its row stands, once, and none of the other list', () => {
    const { state } = drive(
      atServer(),
      told('check-host', check('domain', 'pass')),
      told('check-host', check('domain', 'pass')),
      told('check-connection', check('exchange-reach', 'pass')),
    );

    expect(rows(state).filter((row) => !row.endsWith('waits'))).toEqual(['domain pass']);
    expect(rows(state)).toHaveLength(hostCheckIds.length);
  });

  it('stand with the wrong ones first once all are known', () => {
    expect(rows(atMixed().state)).toEqual(['vault fail', 'powershell unknown', 'domain warn', 'hardware pass']);
  });

  it('run again only where they did not pass, a warning too, since its cure may be done; the others keep their result, and no row moves meanwhile', () => {
    const running = drive(atMixed(), again);
    const mended = ended(running, check('vault', 'pass'), check('powershell', 'warn'), check('domain', 'warn'));

    expect(running.effects.at(-1)).toEqual({ kind: 'runHostChecks', attempt: 2, only: ['domain', 'vault', 'powershell'] });
    expect(rows(running.state)).toEqual(['vault waits', 'powershell waits', 'domain waits', 'hardware pass']);
    expect(rows(mended.state)).toEqual(['domain warn', 'powershell warn', 'hardware pass', 'vault pass']);
  });

  it('stop at a failure, where the main act is to check again, and let warnings pass', () => {
    const failed = atMixed();
    const warned = ended(atServer(), check('domain', 'warn'), check('powershell', 'unknown'));

    expect(actsOf(failed.state).main?.label).toBe('wizard.act.checkAgain');
    expect(drive(failed, next).effects.at(-1)).toMatchObject({ kind: 'runHostChecks', only: ['domain', 'vault', 'powershell'] });
    expect(drive(warned, next).state.step.kind).toBe('exchange');
  });

  it('run anew altogether when they never came to an end', () => {
    const at = atServer();
    const error = { code: 'timeout', params: {}, retry: 'later' } as const;
    const broken = drive(at, { on: 'checks', kind: 'ended', attempt: lastAttempt(at), result: { ok: false, error } });

    expect(broken.state.step).toMatchObject({ busy: null, error });
    expect(drive(broken, next).effects.at(-1)).toMatchObject({ kind: 'runHostChecks', only: null });
  });

  it('are not asked again by going back to them', () => {
    const returned = drive(atExchange(), back);

    expect(returned.state.step).toMatchObject({ kind: 'server', busy: null, results: [{ id: 'vault' }] });
    expect(returned.effects).toEqual(atExchange().effects);
  });
});

describe('checks of Exchange and Intune (Q5 to Q9)', () => {
  it('run again by their ids, whatever the engine calls them', () => {
    const failed = ended(atChecks(), check('exchange-account', 'fail'), check('intune-reach', 'pass'));

    expect(drive(failed, next).effects.at(-1)).toMatchObject({ kind: 'runChecks', only: ['exchange-account'] });
    expect(rows(failed.state)).toEqual(['exchange-account fail', 'intune-reach pass']);
  });

  it('show also what nobody expected, below the others', () => {
    const { state } = drive(atChecks(), told('check-connection', check('powershell', 'fail')));

    expect(rows(state).at(-1)).toBe('powershell fail');
  });

  it('expect a mailbox only where there are notifications', () => {
    expect(rows(atChecks().state)).not.toContain('mail-reach waits');
  });
});

describe('a list of checks in words', () => {
  const t = translator('en');

  it('is one sentence, and one line a check for the clipboard', () => {
    const { step } = atMixed().state;

    if (!isStep(step, 'server')) throw new Error('not at the checks of this server');
    expect(summaryOf(t, step)).toBe(t('wizard.checks.failed', { count: 1 }));
    expect(checksAsText(t, step.results).split('\n')).toHaveLength(4);
    expect(checksAsText(t, [check('vault', 'fail')])).toContain(t('check.vault.title'));
  });
});
