import { describe, expect, it } from 'vitest';
import { classifyError } from '../../../../../engine/adapters/exchange-powershell/classify.ts';
import type { ErrorRecord } from '../../../../../engine/adapters/exchange-powershell/schema.ts';

const nothing: ErrorRecord = {
  ...{ record: 'error', id: '', category: '', reason: '', type: '', message: '' },
  ...{ requestId: '', cmdlet: '', location: '' },
} as const;

const opening: readonly (readonly [string, Partial<ErrorRecord>])[] = [
  ['exchange.access-denied', { id: '-2144108477,PSSessionOpenFailed', message: '[Server=CAS1,RequestId=1,TimeStamp=2] Access is denied.' }],
  ['exchange.access-denied', { id: 'AccessDenied,PSSessionOpenFailed', message: 'Toegang geweigerd.' }],
  [
    'exchange.access-denied',
    { id: 'PSArgumentException,Open-ExchangeSession.ps1', message: 'The value for UserName is not in the correct format.' },
  ],
  ['exchange.access-denied', { id: '1,PSSessionOpenFailed', message: "The user isn't assigned to any management roles." }],
  ['exchange.server-unknown', { id: '-2144108103,PSSessionOpenFailed', message: 'The server name cannot be resolved.' }],
  ['exchange.unreachable', { id: '-2144108526,PSSessionOpenFailed', message: 'The client cannot connect to the destination specified.' }],
  ['exchange.unreachable', { id: '99,PSSessionOpenFailed', type: 'PSRemotingTransportException', message: 'Something new.' }],
  ['exchange.unreachable', { message: 'Something without any name.' }],
  ['exchange.access-denied', { id: '1,PSSessionOpenFailed', message: 'Verbinding is mislukt: Toegang geweigerd.' }],
  [
    'exchange.kerberos-failed',
    { id: '-2144108387,PSSessionOpenFailed', message: 'De volgende fout met foutcode 0x80090322 is opgetreden.' },
  ],
  ['exchange.kerberos-failed', { id: '1,PSSessionOpenFailed', message: 'Kerberos: error code 0x80090311 (no logon server)' }],
  ['exchange.kerberos-failed', { id: '1,PSSessionOpenFailed', message: 'KRB_AP_ERR_SKEW' }],
  ['exchange.certificate-untrusted', { id: '12175,PSSessionOpenFailed', message: 'Het SSL-certificaat is ongeldig.' }],
  ['exchange.certificate-untrusted', { id: '12038,PSSessionOpenFailed', message: 'The common name is not correct.' }],
  ['exchange.authentication-unsupported', { id: '-2144108322,PSSessionOpenFailed', message: 'De client kan de aanvraag niet verwerken.' }],
  ['exchange.server-unknown', { id: '1,PSSessionOpenFailed', message: 'De servernaam kan niet worden omgezet.' }],
  ['exchange.redirect-refused', { id: '-2144108135,PSSessionOpenFailed', type: 'PSRemotingTransportRedirectException' }],
  [
    'exchange.throttled',
    { id: '1,PSSessionOpenFailed', message: 'This user is allowed a maximum of 18 concurrent shells, which has been exceeded.' },
  ],
];

const running: readonly (readonly [string, Partial<ErrorRecord>])[] = [
  ['exchange.not-found', { id: '[FailureCategory=Cmdlet-ManagementObjectNotFoundException] 5DDA0E4A,Microsoft.Exchange' }],
  ['exchange.not-found', { reason: 'ManagementObjectNotFoundException' }],
  ['exchange.access-denied', { id: 'CmdletAccessDeniedException,Set-CASMailbox' }],
  ['exchange.command-missing', { id: 'CommandNotFoundException' }],
  ['exchange.command-missing', { id: 'NamedParameterNotFound,Get-MobileDevice' }],
  ['exchange.session-lost', { id: 'SessionLost' }],
  ['exchange.session-lost', { type: 'PSRemotingTransportException' }],
  ['exchange.session-lost', { type: 'InvalidRunspaceStateException', message: 'The runspace state is not valid for this operation.' }],
  ['exchange.throttled', { id: 'OverBudgetException' }],
  ['exchange.throttled', { message: 'Het belastingsquotum van de gebruiker is overschreden.' }],
  ['exchange.ambiguous', { reason: 'ManagementObjectAmbiguousException' }],
  ['exchange.directory-unavailable', { id: 'ADTransientException', message: 'The server is not operational.' }],
  ['exchange.directory-unavailable', { message: 'De server is niet operationeel.' }],
  ['exchange.access-denied', { message: 'Toegang geweigerd.' }],
  ['exchange.session-lost', { message: 'Cannot run this because the session state is Broken.' }],
  ['exchange.command-failed', { id: 'SomethingNew', message: 'Iets dat niemand kent.' }],
];

describe('classification of errors', () => {
  it.each(opening)('while opening: %s', (code, error) => {
    expect(classifyError({ ...nothing, ...error }, { server: 'cas1', isOpening: true }).error).toMatchObject({
      code,
      params: { server: 'cas1' },
    });
  });

  it.each(running)('of a cmdlet: %s', (code, error) => {
    expect(classifyError({ ...nothing, ...error }, { server: 'cas1', isOpening: false }).error).toMatchObject({
      code,
      params: { server: 'cas1' },
    });
  });

  it.each([
    ['exchange.throttled', { id: 'OverBudgetException' }, 'later'],
    ['exchange.directory-unavailable', { id: 'ADTransientException' }, 'other-server'],
    ['exchange.access-denied', { id: 'CmdletAccessDeniedException' }, 'administrator'],
    ['exchange.not-found', { id: 'ManagementObjectNotFoundException' }, 'never'],
  ] as const)('says what makes sense after %s', (code, error, retry) => {
    expect(classifyError({ ...nothing, ...error }, { server: 'cas1', isOpening: false }).error).toMatchObject({ code, retry });
  });

  it('reads the wait out of a Dutch sentence too, with the digits grouped as there', () => {
    const message = 'Het belastingsquotum is overschreden. Aanvragen worden ten minste 12.345 milliseconden niet goedgekeurd.';

    expect(classifyError({ ...nothing, message }, { server: 'cas1', isOpening: false }).error.params).toMatchObject({ seconds: 13 });
  });

  it('reads the wait out of the load quota, in whole seconds', () => {
    const message =
      'The user load quota of 1000 requests per 2000 seconds has been exceeded. All requests from this user will not be approved for at least 90,500 milliseconds.';
    const failure = classifyError({ ...nothing, message }, { server: 'cas1', isOpening: false });

    expect(failure.error).toMatchObject({ code: 'exchange.throttled', params: { seconds: 91 }, retry: 'later' });
  });

  it('names the cmdlet that is missing or failed', () => {
    const scene = { server: 'cas1', isOpening: false };
    const error = { ...nothing, cmdlet: 'Set-CASMailbox' };

    expect(classifyError({ ...error, id: 'CommandNotFoundException' }, scene).error.params).toMatchObject({ commands: 'Set-CASMailbox' });
    expect(classifyError({ ...error, id: 'Other' }, scene).error.params).toMatchObject({ command: 'Set-CASMailbox' });
  });

  it('keeps the request id for the administrator', () => {
    const failure = classifyError({ ...nothing, id: 'X', message: 'm', requestId: 'abc-1' }, { server: 'cas1', isOpening: false });

    expect(failure.error.detail).toBe('X: m (request abc-1)');
  });
});
