import { describe, expect, it } from 'vitest';
import { textReporter } from '../../../electron/unattended/report.ts';
import { noRun, tell } from '../../../renderer/run.ts';
import { translator } from '../../../shared/i18n/translate.ts';
import type { SetupEvent } from '../../../shared/setup/progress.ts';

const error = { code: 'connector.record-left', params: { reason: 'intune.unreachable' }, retry: 'administrator' } as const;
const step = 'remove-record';
const events: readonly SetupEvent[] = [
  { event: 'started', step, at: '2026-11-01T08:00:00.000Z' },
  { event: 'warned', step, error },
  { event: 'done', step, seconds: 1.2 },
];

describe('a step of set-up that could not do all (I6)', () => {
  it('is done all the same in the window, with its warning kept for the end and its code in the log', () => {
    const run = events.reduce(tell, noRun);

    expect(run.steps).toMatchObject([{ step, state: 'done' }]);
    expect(run.warnings).toEqual([error]);
    expect(run.log.map(({ state, code }) => [state, code])).toEqual([
      ['running', null],
      ['warned', 'connector.record-left'],
      ['done', null],
    ]);
  });

  it.each([
    ['en', 'The connector is still listed in Intune', 'In the Intune admin center, delete the connection'],
    ['nl', 'De connector staat nog in Intune', 'Verwijder de verbinding in het Intune-beheercentrum'],
  ] as const)('says unattended what is left and what to do (%s)', (language, title, cure) => {
    const lines: string[] = [];
    const reporter = textReporter({ line: (text) => void lines.push(text), problem: () => undefined }, translator(language));
    for (const event of events) reporter.event(event);

    expect(lines.join('\n')).toContain(title);
    expect(lines.join('\n')).toContain(cure);
  });
});
