/** Every kind of bad input and the code that it gets; the table is printed, so that a reader of the run sees it. */
import { afterAll, describe, expect, it } from 'vitest';
import { FrameParser } from '../../../../../engine/adapters/exchange-powershell/frames.ts';
import { onlyMeant } from '../../../../../engine/adapters/exchange-powershell/identity.ts';
import { deviceRecord, mailboxRecord, parseReply } from '../../../../../engine/adapters/exchange-powershell/schema.ts';
import { defaultSettings, redirectedAddress } from '../../../../../engine/adapters/exchange-powershell/session-choices.ts';
import { parseConfiguration } from '../../../../../shared/config/configuration.ts';
import { toAppError } from '../../../../../shared/errors.ts';

const root = 'OnPremisesExchangeConnectorServiceConfiguration';
const good =
  '<ExchangeType>hosted</ExchangeType><ExchangeUser>C\\u</ExchangeUser><NewBlockLimitPercent>5</NewBlockLimitPercent><Language>en</Language>';

function configured(more: string, server = 'cas1.contoso.test'): () => unknown {
  return () => parseConfiguration(`<${root}>${good}<ExchangeServer>${server}</ExchangeServer>${more}</${root}>`);
}

function replied(record: unknown, count = 1): () => unknown {
  const lines = [typeof record === 'string' ? record : JSON.stringify(record)];
  return () => parseReply({ id: 1, records: lines, count, status: 'ok' }, deviceRecord);
}

function heard(text: string): () => unknown {
  return () => new FrameParser().push(text);
}

const table: readonly (readonly [what: string, code: string, act: () => unknown])[] = [
  ['server with a port', 'configuration.invalid', configured('', 'cas1:80')],
  ['server with script', 'configuration.invalid', configured('', "cas1'; calc")],
  ['server with a path', 'configuration.invalid', configured('', 'cas1/../x')],
  ['path that leaves its directory', 'configuration.invalid', configured('<ExchangePath>/../x/</ExchangePath>')],
  ['path that is an address', 'configuration.invalid', configured('<ExchangePath>https://evil.test/</ExchangePath>')],
  ['path with a query', 'configuration.invalid', configured('<ExchangePath>/PowerShell?x=1</ExchangePath>')],
  ['authentication nobody has', 'configuration.invalid', configured('<ExchangeAuthentication>Credssp</ExchangeAuthentication>')],
  ['proxy as an address', 'configuration.invalid', configured('<ExchangeProxyAccess>http://p:80</ExchangeProxyAccess>')],
  ['redirection to a whole top domain', 'configuration.invalid', configured('<ExchangeRedirectDomains>com</ExchangeRedirectDomains>')],
  ['redirection to everything', 'configuration.invalid', configured('<ExchangeRedirectDomains>*.com</ExchangeRedirectDomains>')],
  ['element given twice', 'configuration.invalid', configured('<Language>nl</Language>')],
  [
    'redirection over http',
    'exchange.redirect-refused',
    () => redirectedAddress('hosted', 'http://a.test/', { ...defaultSettings, redirectSuffixes: ['a.test'] }),
  ],
  [
    'redirection elsewhere',
    'exchange.redirect-refused',
    () => redirectedAddress('hosted', 'https://b.test/', { ...defaultSettings, redirectSuffixes: ['a.test'] }),
  ],
  [
    'object that is not the one asked for',
    'exchange.not-found',
    () => onlyMeant([{ guid: 'other' }], ({ guid }) => guid, { wanted: 'this', cmdlet: 'Get-X' }),
  ],
  ['record that is not JSON', 'exchange.reply-invalid', replied('{"record":')],
  ['record of another kind', 'exchange.reply-invalid', replied({ record: 'mailbox' })],
  ['record without its fields', 'exchange.reply-invalid', replied({ record: 'device' })],
  ['fewer records than counted', 'exchange.reply-invalid', replied({ record: 'warning', text: 'x' }, 2)],
  [
    'mailbox with a number for a Guid',
    'exchange.reply-invalid',
    () => parseReply({ id: 1, records: ['{"record":"mailbox","guid":7}'], count: 1, status: 'ok' }, mailboxRecord),
  ],
  ['reply without end', 'exchange.reply-invalid', heard(`BEGIN 1\n{${'x'.repeat(65 * 1024 * 1024)}`)],
];

describe('bad input', () => {
  const seen: string[] = [];
  afterAll(() => {
    process.stdout.write(`${seen.join('\n')}\n`);
  });

  it.each(table)('%s is told as %s', (what, code, act) => {
    const told = codeOf(act);
    seen.push(`${what.padEnd(40)}${told}`);

    expect(told).toBe(code);
  });
});

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'taken';
  } catch (thrown) {
    return toAppError(thrown).code;
  }
}
