/** Bad input from people: server names, addresses, configuration values; and what we would build of it (must show 7). */
import { describe } from 'vitest';
import { cmdlets } from '../../../../../engine/adapters/exchange-powershell/cmdlets.ts';
import { changedSince, FilterSupport } from '../../../../../engine/adapters/exchange-powershell/delta.ts';
import { assertSupported, connectedServer, plainVersion } from '../../../../../engine/adapters/exchange-powershell/facts.ts';
import { Rights } from '../../../../../engine/adapters/exchange-powershell/rights.ts';
import { defaultSettings, redirectedAddress } from '../../../../../engine/adapters/exchange-powershell/session-choices.ts';
import { parseConfiguration } from '../../../../../shared/config/configuration.ts';
import { Failure } from '../../../../../shared/errors.ts';
import { type BadInput, eachGetsItsCode } from './bad-input-table.ts';

const root = 'OnPremisesExchangeConnectorServiceConfiguration';
const good = '<ExchangeType>hosted</ExchangeType><NewBlockLimitPercent>5</NewBlockLimitPercent><Language>en</Language>';

function configured(more: string, server = 'cas1.contoso.test', user = 'C\\u'): () => unknown {
  const who = `<ExchangeUser>${user}</ExchangeUser><ExchangeServer>${server}</ExchangeServer>`;
  return () => parseConfiguration(`<${root}>${good}${who}${more}</${root}>`);
}

function sentOn(location: string, type: 'hosted' | 'on-premises' = 'hosted'): () => unknown {
  return () => redirectedAddress(type, location, { ...defaultSettings, redirectSuffixes: ['a.test'] });
}

/** A delta whose filter Exchange answers with this failure, once and for all. */
function filtered(since: Date, failure: Failure | null): () => Promise<unknown> {
  async function* read(): AsyncIterable<readonly { readonly changed: null }[]> {
    if (failure !== null) throw failure;
    yield [];
  }
  return async () => {
    const batches = changedSince({ since, call: { cmdlet: cmdlets.devices }, support: new FilterSupport() }, read);
    for await (const batch of batches) if (batch.length > 0) return;
  };
}

const servers: readonly BadInput[] = [
  ['server with a port', 'configuration.invalid', configured('', 'cas1:80')],
  ['server with script', 'configuration.invalid', configured('', "cas1'; calc")],
  ['server with a path', 'configuration.invalid', configured('', 'cas1/../x')],
  ['server with a space', 'configuration.invalid', configured('', 'cas1 cas2')],
  ['server with a name of 300 characters', 'configuration.invalid', configured('', `${'a'.repeat(50)}.`.repeat(6))],
  ['server that is an option', 'configuration.invalid', configured('', '-ComputerName')],
  ['server in other letters than those of host names', 'configuration.invalid', configured('', 'c\u0430s1.contoso.test')],
  ['no server', 'configuration.invalid', configured('', '')],
  ['address over http', 'configuration.invalid', configured('', 'http://mail.contoso.test/owa')],
  ['address with a user', 'configuration.invalid', configured('', 'https://u:p@mail.contoso.test/')],
  ['address with a query', 'configuration.invalid', configured('', 'https://mail.contoso.test/?x=1')],
  ['address with a fragment', 'configuration.invalid', configured('', 'https://mail.contoso.test/#x')],
  ['address with a backslash', 'configuration.invalid', configured('', 'https://mail.contoso.test\\@evil.test/')],
  ['address of a file', 'configuration.invalid', configured('', 'file:///c:/x')],
  ['user without a domain', 'configuration.invalid', configured('', 'cas1.contoso.test', 'connector')],
  ['user with script', 'configuration.invalid', configured('', 'cas1.contoso.test', 'C\\u; calc')],
];

const values: readonly BadInput[] = [
  ['path that leaves its directory', 'configuration.invalid', configured('<ExchangePath>/../x/</ExchangePath>')],
  ['path that is an address', 'configuration.invalid', configured('<ExchangePath>https://evil.test/</ExchangePath>')],
  ['path with a query', 'configuration.invalid', configured('<ExchangePath>/PowerShell?x=1</ExchangePath>')],
  ['authentication nobody has', 'configuration.invalid', configured('<ExchangeAuthentication>Credssp</ExchangeAuthentication>')],
  ['proxy as an address', 'configuration.invalid', configured('<ExchangeProxyAccess>http://p:80</ExchangeProxyAccess>')],
  ['redirection to a whole top domain', 'configuration.invalid', configured('<ExchangeRedirectDomains>com</ExchangeRedirectDomains>')],
  ['redirection to everything', 'configuration.invalid', configured('<ExchangeRedirectDomains>*.com</ExchangeRedirectDomains>')],
  ['element given twice', 'configuration.invalid', configured('<Language>nl</Language>')],
  ['truth that is none', 'configuration.invalid', configured('<IsCasFailoverEnabled>yes</IsCasFailoverEnabled>')],
  ['hours that are none', 'configuration.invalid', configured('<SlowHours>25:00-26:00</SlowHours>')],
  ['file that is cut off', 'configuration.invalid', () => parseConfiguration(`<${root}><ExchangeType>`)],
  ['file that is no XML', 'configuration.invalid', () => parseConfiguration('{"exchangeType":"hosted"}')],
  ['file with an entity', 'configuration.invalid', () => parseConfiguration(`<!DOCTYPE x [<!ENTITY e "x">]><${root}>&e;</${root}>`)],
];

const redirections: readonly BadInput[] = [
  ['redirection over http', 'exchange.redirect-refused', sentOn('http://a.test/')],
  ['redirection elsewhere', 'exchange.redirect-refused', sentOn('https://b.test/')],
  ['redirection to a name that only ends alike', 'exchange.redirect-refused', sentOn('https://nota.test/')],
  ['redirection with a user', 'exchange.redirect-refused', sentOn('https://u@a.test/')],
  ['redirection to no address', 'exchange.redirect-refused', sentOn('a.test')],
  ['redirection to a file', 'exchange.redirect-refused', sentOn('file://a.test/x')],
  ['redirection from a server of our own', 'exchange.redirect-refused', sentOn('https://a.test/', 'on-premises')],
];

const told: readonly BadInput[] = [
  ['filter from a date that is none', 'internal', filtered(new Date(Number.NaN), null)],
  ['filter refused, and the whole list too', 'exchange.command-failed', filtered(new Date(), new Failure('exchange.command-failed'))],
  ['filter answered by a lost session', 'exchange.session-lost', filtered(new Date(), new Failure('exchange.session-lost'))],
  ['cmdlet that is not granted', 'exchange.command-missing', () => new Rights([]).nameOf(cmdlets.forget, 'cas1')],
  ['version that is none', 'exchange.reply-invalid', () => plainVersion('Exchange')],
  ['version before all that is supported', 'exchange.version-unsupported', () => assertSupported('14.2.100.1', 'cas1')],
  ['organization without any server', 'exchange.reply-invalid', () => connectedServer([], 'cas1')],
];

describe('bad input from people and servers', () => eachGetsItsCode([...servers, ...values, ...redirections, ...told]));
