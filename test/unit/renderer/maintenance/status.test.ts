import { describe, expect, it } from 'vitest';
import { faultText } from '../../../../renderer/folder/folder-page.tsx';
import { listedActs } from '../../../../renderer/maintenance/act-list.ts';
import { statusText } from '../../../../renderer/maintenance/home-page.tsx';
import { isNewer, statusOf } from '../../../../renderer/maintenance/status.ts';
import { wordsIn } from '../../../../renderer/words.ts';
import type { Installed } from '../../../../shared/setup/maintenance.ts';
import { asOf, configuration, failure, installed, report, status } from './driver.ts';

const say = (found: Installed, language: 'en' | 'nl' = 'en') => statusText(wordsIn(language), statusOf(found), found.asOf);
const withStatus = (changes: Partial<typeof status>): Installed => installed({ status: { ...status, ...changes } });

describe('the state in one sentence', () => {
  it('I5 says when the last synchronization was and how many devices have access', () => {
    expect(say(installed())).toBe('Connected, last synchronization 4 minutes ago, 198 of 212 devices allowed.');
    expect(say(installed(), 'nl')).toBe('Verbonden, laatste synchronisatie 4 minuten geleden, 198 van 212 apparaten toegestaan.');
  });

  it.each([
    ['2026-03-04T10:00:30.000Z', 'less than a minute ago'],
    ['2026-03-04T10:01:00.000Z', '1 minute ago'],
    ['2026-03-04T12:30:00.000Z', '2 hours ago'],
    ['2026-03-07T10:00:00.000Z', '3 days ago'],
    ['2026-03-04T09:00:00.000Z', 'less than a minute ago'],
  ])('counts in whole units as of %s: %s', (now, words) => {
    expect(say(installed({ asOf: now }))).toContain(words);
  });

  const sentences: readonly [string, Installed, RegExp, string | null][] = [
    [
      'observing',
      withStatus({ mode: 'observe', lastFull: { ...report, planned: { writes: 20, newBlocks: 14 } } }),
      /would block 14 of 212/,
      'change-mode',
    ],
    [
      'observing, but not through a synchronization yet',
      withStatus({ mode: 'observe' }),
      /^Observing.*198 of 212.*next one tells/,
      'change-mode',
    ],
    ['held', withStatus({ held: { plan: 'p', newBlocks: 31, devices: 212, limitPercent: 10 } }), /^Held: .* 31 of 212/, 'accept-plan'],
    ['stopped', installed({ engine: 'stopped', status: null }), /is stopped/, 'repair'],
    ['unreachable', installed({ engine: 'unreachable', status: null }), /does not answer/, 'repair'],
    ['wrong version, ours newer', installed({ engine: 'wrong-version', status: null, offered: '0.2.0' }), /0\.1\.0.*0\.2\.0/, 'upgrade'],
    ['wrong version, ours older', installed({ engine: 'wrong-version', status: null, offered: '0.0.9' }), /0\.1\.0/, 'repair'],
    ['not configured', withStatus({ state: 'not-configured', lastFull: null }), /not connected/, 'replace'],
    ['no password', withStatus({ secrets: { ...status.secrets, exchangePassword: false } }), /no password/, 'change-credentials'],
    ['unreadable configuration', installed({ configuration: null }), /cannot be read/, 'replace'],
    ['unfinished set-up', installed({ isUnfinished: true }), /did not come to its end/, 'repair'],
    ['first synchronization', withStatus({ state: 'synchronizing', lastFull: null }), /first synchronization is running/, null],
    ['synchronizing', withStatus({ state: 'synchronizing' }), /synchronizing now/, null],
  ];
  it.each(sentences)('%s has its own sentence and the act that helps', (_name, found, sentence, helps) => {
    expect(say(found)).toMatch(sentence);
    expect(statusOf(found).helps).toBe(helps);
  });

  it('M3 offers to uninstall when the connection was removed in Intune', () => {
    const removed = { ...report, outcome: 'failed', error: { ...failure, code: 'connector.removed' } } as const;
    const found = withStatus({ lastFull: removed });

    expect(statusOf(found).helps).toBe('uninstall');
    expect(say(found)).toContain('The connection was removed in Intune');
    expect(say(found, 'nl')).toContain('De verbinding is in Intune verwijderd');
  });

  it('names the failure that ended the last synchronization, and leads to what mends it', () => {
    const failed = { ...report, outcome: 'failed', error: { ...failure, code: 'exchange.access-denied' } } as const;
    const found = withStatus({ lastFull: failed });

    expect(say(found)).toContain('Exchange refuses the connector account');
    expect(statusOf(found)).toMatchObject({ tone: 'error', helps: 'change-credentials', at: report.endedAt });
    expect(asOf > report.endedAt).toBe(true);
  });
});

describe('the list of acts', () => {
  const pages = (found: Installed) => listedActs(found).map((act) => act.page);

  it('I5 has every act; upgrade only while something newer is there', () => {
    const always = ['edit-proxy', 'change-credentials', 'change-notification', 'change-mode', 'repair', 'replace', 'uninstall'];

    expect(pages(installed())).toEqual(always);
    expect(pages(installed({ offered: '0.0.9' }))).toEqual(always);
    expect(pages(installed({ offered: '0.2.0' }))).toContain('upgrade');
  });

  it('begins with the decision that is waited for', () => {
    expect(pages(withStatus({ held: { plan: 'p', newBlocks: 1, devices: 2, limitPercent: 10 } }))[0]).toBe('accept-plan');
  });

  it('says in one line what there is now, never a password or more of the proxy than host and port', () => {
    const lines = listedActs(installed()).map((act) => wordsIn('en').t(act.line, act.params));

    expect(lines[0]).toContain('Now proxy.contoso.com:8080.');
    expect(lines[1]).toContain('Now CONTOSO\\svc.');
    expect(listedActs(installed({ configuration: { ...configuration, proxy: '' } }))[0]?.line).toBe('maintenance.line.proxyNone');
  });

  it.each([
    ['0.10.0', '0.9.9', true],
    ['1.0.0', '0.9.9', true],
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.2.0', false],
  ])('%s is newer than %s: %s', (one, other, isIt) => {
    expect(isNewer(one, other)).toBe(isIt);
  });
});

describe('the page for an altered folder', () => {
  it.each([
    [{ kind: 'missing', path: 'MicrosoftIntune.accountcert' }, 'MicrosoftIntune.accountcert is missing.'],
    [{ kind: 'moved', path: 'b.exe', from: 'a.exe' }, 'b.exe was renamed or moved; it was a.exe.'],
    [{ kind: 'added', path: 'evil.dll' }, 'evil.dll does not belong there.'],
  ] as const)('P2 says which file and what is wrong with it: %j', (fault, sentence) => {
    expect(faultText(wordsIn('en'), fault)).toBe(sentence);
  });
});
