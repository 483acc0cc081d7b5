/** What the command line says of policy and connectors, in both languages; texts that somebody else chose cannot steer the terminal. */
import { describe, expect, it } from 'vitest';
import { showConnector, showStatus } from '../../../../engine/cli/show.ts';
import { showPolicy } from '../../../../engine/cli/show-policy.ts';
import type { TenantConnector } from '../../../../shared/control/connectors.ts';
import type { EngineStatus } from '../../../../shared/control/contract.ts';
import { translator } from '../../../../shared/i18n/translate.ts';
import type { PolicyVersion } from '../../../../shared/policy.ts';
import { policy } from '../../../builders/domain.ts';

function shown(work: (terminal: Parameters<typeof showPolicy>[0]) => void, language: 'en' | 'nl' = 'en'): readonly string[] {
  const lines: string[] = [];
  const keep = (text: string) => void lines.push(...text.split('\n'));
  work({ output: { line: keep, problem: keep }, say: translator(language), json: false });
  return lines;
}

const version: PolicyVersion = {
  number: 4,
  hash: 'ab12',
  since: '2026-11-01T08:00:00.000Z',
  origin: 'file',
  policy: policy({
    includedGroups: ['g1', 'g2'],
    defaultLevel: 'quarantine',
    exceptions: [{ kind: 'family', name: 'Pad\u001b[31m', level: 'block' }],
  }),
  changes: [
    { key: 'included-added', params: { group: 'g2' } },
    { key: 'exception-added', params: { kind: 'family', name: 'Pad\u001b[31m', level: 'block' } },
  ],
};

describe('connector policy (A2)', () => {
  it('shows number, origin, content and difference', () => {
    expect(shown((terminal) => showPolicy(terminal, { inForce: version, problem: null }))).toEqual([
      'Policy 4 from the policy file, in force since 2026-11-01T08:00:00.000Z',
      '  Checksum (SHA-256): ab12',
      '  Access control is switched on.',
      '  Included groups: g1, g2',
      '  Excluded groups: none',
      '  Enrolled and compliant devices always get access.',
      '  Default access level: quarantine',
      '  Exception for device family Pad\\u{1b}[31m: block',
      'Changed against the policy before:',
      '  Group g2 was included.',
      '  New exception for device family Pad\\u{1b}[31m: block.',
    ]);
  });

  it('is Dutch where the language is', () => {
    const lines = shown((terminal) => showPolicy(terminal, { inForce: version, problem: null }), 'nl');

    expect(lines[0]).toBe('Beleid 4 uit het beleidsbestand, van kracht sinds 2026-11-01T08:00:00.000Z');
    expect(lines).toContain('  Groep g2 is een doelgroep geworden.');
  });

  it('says when there is none, and why the last good one stays', () => {
    const problem = {
      code: 'policy.invalid',
      params: { path: 'policy.json', line: 7, reason: 'enabled: wrong' },
      retry: 'administrator',
    } as const;

    const lines = shown((terminal) => showPolicy(terminal, { inForce: null, problem }));

    expect(lines[0]).toBe('No policy has been read yet.');
    expect(lines.join('\n')).toContain('Line 7 of policy.json is wrong: enabled: wrong.');
  });
});

describe('connector connectors (A4)', () => {
  const connector: TenantConnector = {
    organization: 'Contoso\u001b[2J',
    exchangeServer: 'ex01',
    connectorServer: 'CONN01',
    version: '0.1.0',
    status: 'disconnected',
    lastSync: null,
    isOurs: true,
  };

  it('shows each with its state and last synchronization, and which is ours', () => {
    expect(shown((terminal) => showConnector(terminal, connector))).toEqual([
      'Contoso\\u{1b}[2J: disconnected, on CONN01, Exchange server ex01, version 0.1.0, last synchronization never',
      '  This is the connector on this computer.',
    ]);
  });
});

describe('connector status', () => {
  const status: EngineStatus = {
    version: '1.2.3',
    pid: 77,
    startedAt: '2026-11-01T08:00:00.000Z',
    state: 'synchronizing',
    rehearsal: false,
    mode: 'enforce',
    powershell: null,
    exchange: null,
    secrets: { exchangePassword: true, accountCertificate: true, proxyPassword: false, notificationPassword: false },
    accountCertificate: { until: '2026-12-01T08:00:00.000Z', daysLeft: 30, state: 'renew' },
    devices: { total: 2, allowed: 1, blocked: 1, quarantined: 0 },
    lastFull: null,
    policy: null,
    held: null,
    policyFileProblem: {
      code: 'policy.invalid',
      params: { path: 'policy.json', line: 7, reason: 'enabled: wrong' },
      retry: 'administrator',
    },
    running: { stage: 'write', done: 3, total: 10 },
  };
  const lines = (change: Partial<EngineStatus>, language: 'en' | 'nl' = 'en') =>
    shown((terminal) => showStatus(terminal, { ...status, ...change }), language);

  it('says what runs, that the certificate ends, and that the policy file is broken', () => {
    expect(lines({})).toEqual(
      expect.arrayContaining([
        'Now: Writing to Exchange: 3 of 10',
        'The account certificate is valid until 2026-12-01, for 30 more days. After that the connector cannot sign in, and decisions stay as they are.',
        expect.stringContaining('Line 7 of policy.json is wrong: enabled: wrong.'),
      ]),
    );
    expect(lines({}, 'nl')).toContain('Nu: Schrijven naar Exchange: 3 van 10');
  });

  it('says nothing of a good certificate, a good file and a run that is not there', () => {
    const quiet = lines({
      accountCertificate: { until: '2027-12-01T08:00:00.000Z', daysLeft: 395, state: 'good' },
      policyFileProblem: null,
      running: null,
    }).join('\n');

    expect(quiet).not.toMatch(/certificate|policy\.json|^Now/m);
  });

  it('says of an expired certificate since when it is', () => {
    const expired = lines({ accountCertificate: { until: '2026-10-01T08:00:00.000Z', daysLeft: -31, state: 'expired' } });

    expect(expired).toContainEqual(expect.stringMatching(/^The account certificate was valid until 2026-10-01\./));
  });
});
