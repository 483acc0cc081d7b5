import { describe, expect, it } from 'vitest';
import { noRun } from '../../../renderer/run.ts';
import { actsOf } from '../../../renderer/wizard/acts.ts';
import { detailsOf, reportOf } from '../../../renderer/wizard/details.ts';
import { pageForError, shownCode } from '../../../renderer/wizard/mend.ts';
import { type Page, pages, type Step, type WizardState } from '../../../renderer/wizard/state.ts';
import { checkIds } from '../../../shared/checks.ts';
import { errorCodes } from '../../../shared/errors.ts';
import en from '../../../shared/i18n/en.json' with { type: 'json' };
import nl from '../../../shared/i18n/nl.json' with { type: 'json' };
import { type MessageKey, type Translate, translator } from '../../../shared/i18n/translate.ts';
import { setupSteps } from '../../../shared/setup/progress.ts';
import {
  atAccount,
  atChecks,
  atConnecting,
  atConnection,
  atExchange,
  atReview,
  atServer,
  atSignedIn,
  atSignIn,
  begin,
  check,
  ended,
} from './wizard-driver.ts';

const languages = ['en', 'nl'] as const;

function leaves(tree: object, prefix = ''): ReadonlyMap<string, string> {
  const all = Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? [...leaves(value, `${prefix}${name}.`)] : [[`${prefix}${name}`, String(value)] as const],
  );
  return new Map(all);
}

const holders = (text: string): readonly string[] => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1] ?? '').sort();

describe('the words, in English and Dutch (B18)', () => {
  const english = leaves(en);
  const dutch = leaves(nl);

  it('have the same keys and the same placeholders', () => {
    expect([...dutch.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) expect(holders(dutch.get(key) ?? ''), key).toEqual(holders(text));
  });

  it('never shout and never are empty', () => {
    for (const [key, text] of [...english, ...dutch]) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toContain('!');
    }
  });

  it.each(languages)('say title, cause and cure of every code, whole also when no value is known (%s)', (language) => {
    const t = translator(language);
    for (const code of errorCodes) {
      for (const part of ['title', 'cause', 'cure'] as const) {
        const text = t(`error.${code}.${part}`);
        expect(text, code).not.toMatch(/^error\.|{{|param\./);
      }
    }
    for (const id of checkIds) expect(t(`check.${id}.cure`)).not.toMatch(/^check\./);
    for (const step of setupSteps) expect(t(`step.${step}`)).not.toMatch(/^step\./);
  });

  it('name the effect in numbers, one and many', () => {
    expect(translator('en')('wizard.act.block', { count: 1 })).toBe('Block 1 device');
    expect(translator('nl')('wizard.act.block', { count: 14 })).toBe('14 apparaten blokkeren');
  });

  it('never read a value as a template', () => {
    const server = '$t(param.server) {{host}} <b>';

    expect(translator('en')('error.exchange.unreachable.cause', { server })).toContain(server);
  });

  it('give an unknown key back as it is', () => {
    const t: (key: never) => string = translator('nl');

    expect(Reflect.apply(t, undefined, ['no.such.key'])).toBe('no.such.key');
  });
});

function withStep(step: Step): WizardState {
  return { ...begin().state, step };
}

const done: Step = { kind: 'done', report: null, place: null, isDeletionChosen: false, deletion: 'none', error: null };
const ends: readonly WizardState[] = [
  withStep({ kind: 'replace', existing: { id: 'x', connectorServer: 'OLD', lastSeen: null } }),
  withStep({ kind: 'held', finding: { plan: 'p', newBlocks: 2, devices: 3, limitPercent: 10 }, run: noRun }),
  withStep(done),
  withStep({ ...done, place: { kind: 'unsafe', who: ['x'] }, isDeletionChosen: true }),
  ended(atServer(), check('vault', 'fail')).state,
  withStep({ kind: 'failed', error: { code: 'internal', params: {}, retry: 'never' }, mend: 'review', run: noRun, checks: [] }),
];

describe('access letters (W9)', () => {
  const roads = [
    begin(),
    atServer(),
    atExchange(),
    atConnection(),
    atAccount(),
    atSignIn(),
    atSignedIn(),
    atChecks(),
    atReview(),
    atConnecting(),
  ].map(({ state }) => state);

  it.each(languages)('are different on each page (%s)', (language) => {
    for (const state of [...roads, ...ends]) {
      const letters = lettersOf(translator(language), state);
      expect(new Set(letters).size, `${state.step.kind}: ${letters.join()}`).toBe(letters.length);
    }
  });

  it.each(languages)('stand in their label (%s)', (language) => {
    const t = translator(language);
    const acts = [...roads, ...ends].map(actsOf).flatMap(({ main, danger }) => [main, danger]);
    for (const act of acts.filter((one) => one !== null)) {
      expect(t(act.label, { count: 2, page: 'X', ...act.params }).toUpperCase()).toContain(t(act.letter));
    }
  });
});

/** Buttons that stand in the page and not below it. */
function inPage({ step }: WizardState): readonly MessageKey[] {
  if (step.kind === 'connection') return ['wizard.letter.test'];
  return step.kind === 'account' ? ['wizard.letter.testMail'] : [];
}

function lettersOf(t: Translate, state: WizardState): readonly string[] {
  const { hasBack, main, danger, cancel } = actsOf(state);
  const own = [main, danger].filter((act) => act !== null).map((act) => act.letter);
  const back = hasBack ? (['wizard.letter.back'] as const) : [];
  return [...own, ...back, ...inPage(state), ...(cancel === null ? [] : [`wizard.letter.${cancel}` as const])].map((key) => t(key));
}

describe('a failure (W8)', () => {
  it('has a page that can mend it, for every code', () => {
    for (const code of errorCodes) expect(pages).toContain<Page>(pageForError(code));
  });

  it('shows the code of the original product where there was one', () => {
    expect(shownCode('connector.exists')).toBe('connector.exists (0x0000008)');
    expect(shownCode('internal')).toBe('internal');
  });

  it('hands over code, values, detail and log', () => {
    const error = { code: 'exchange.unreachable', params: { server: 'cas01' }, retry: 'later', detail: 'ECONNREFUSED' } as const;
    const step = { kind: 'failed', error, mend: 'exchange', run: noRun, checks: [check('vault', 'fail')] } as const;
    const text = detailsOf(withStep(step), step, () => 'line');

    for (const part of ['exchange.unreachable', 'server: cas01', 'ECONNREFUSED', '(rehearsal)']) expect(text).toContain(part);
    expect(reportOf(translator('en'), step, text)).toContain(translator('en')('check.vault.title'));
  });
});
