import { describe, expect, it } from 'vitest';
import { classifyError } from '../../../../../engine/adapters/exchange-powershell/classify.ts';
import type { ErrorRecord } from '../../../../../engine/adapters/exchange-powershell/schema.ts';

const nothing: ErrorRecord = { record: 'error', id: '', category: '', reason: '', type: '', message: '', requestId: '', cmdlet: '' };

const opening: readonly (readonly [string, Partial<ErrorRecord>])[] = [
  ['exchange.access-denied', { id: '-2144108477,PSSessionOpenFailed', message: '[Server=CAS1,RequestId=1,TimeStamp=2] Access is denied.' }],
  ['exchange.access-denied', { id: 'AccessDenied,PSSessionOpenFailed', message: 'Toegang geweigerd.' }],
  ['exchange.access-denied', { id: '1,PSSessionOpenFailed', message: "The user isn't assigned to any management roles." }],
  ['exchange.server-unknown', { id: '-2144108103,PSSessionOpenFailed', message: 'The server name cannot be resolved.' }],
  ['exchange.unreachable', { id: '-2144108526,PSSessionOpenFailed', message: 'The client cannot connect to the destination specified.' }],
  ['exchange.unreachable', { id: '99,PSSessionOpenFailed', type: 'PSRemotingTransportException', message: 'Something new.' }],
  ['exchange.unreachable', { message: 'Something without any name.' }],
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
  ['exchange.command-failed', { id: 'ADTransientException', message: 'The server is not operational.' }],
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
