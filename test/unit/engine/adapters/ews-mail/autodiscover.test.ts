import { describe, expect, it } from 'vitest';
import { discoveryRequest, readFinding } from '../../../../../engine/adapters/ews-mail/autodiscover-forms.ts';
import { bestServices, isOfDomain, placesAt, placesOf, trustedUrl } from '../../../../../engine/adapters/ews-mail/autodiscover-places.ts';
import { redirectedNames } from '../../../../../engine/adapters/ews-mail/redirected-names.ts';
import { parseReply, ReplyRefused } from '../../../../../engine/adapters/ews-mail/xml.ts';

const exchange = 'http://schemas.microsoft.com/exchange';
const url = 'https://mail.contoso.test/EWS/Exchange.asmx';

function soapAnswer(user: string, response = `<a:UserResponses><a:UserResponse>${user}</a:UserResponse></a:UserResponses>`): string {
  return (
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="${exchange}/2010/Autodiscover"><s:Header/><s:Body>` +
    `<a:GetUserSettingsResponseMessage><a:Response><a:ErrorCode>NoError</a:ErrorCode>${response}</a:Response></a:GetUserSettingsResponseMessage>` +
    '</s:Body></s:Envelope>'
  );
}

function setting(name: string, value: string): string {
  return `<a:UserSetting><a:Name>${name}</a:Name><a:Value>${value}</a:Value></a:UserSetting>`;
}

function settings(...all: readonly string[]): string {
  return soapAnswer(`<a:ErrorCode>NoError</a:ErrorCode><a:UserSettings>${all.join('')}</a:UserSettings>`);
}

function poxAnswer(account: string): string {
  const response = `<Response xmlns="${exchange}/autodiscover/outlook/responseschema/2006a"><Account>${account}</Account></Response>`;
  return `<Autodiscover xmlns="${exchange}/autodiscover/responseschema/2006">${response}</Autodiscover>`;
}

describe('the SOAP form', () => {
  it('gives the addresses inside and from outside', () => {
    const text = settings(setting('InternalEwsUrl', url), setting('ExternalEwsUrl', `${url}?x`), setting('CasVersion', '15.2'));

    expect(readFinding('soap', text)).toEqual({ kind: 'settings', internal: url, external: null });
    expect(readFinding('soap', settings(setting('ExternalEwsUrl', url)))).toEqual({ kind: 'settings', internal: null, external: url });
  });

  it.each([
    [
      'an address that is not https',
      settings(setting('InternalEwsUrl', 'http://mail.contoso.test/')),
      'no https address of Exchange Web Services',
    ],
    [
      'an address with a user in it',
      settings(setting('InternalEwsUrl', 'https://a@mail.contoso.test/')),
      'no https address of Exchange Web Services',
    ],
    ['nothing asked for', settings(), 'no https address of Exchange Web Services'],
    ['an unknown user', soapAnswer('<a:ErrorCode>InvalidUser</a:ErrorCode>'), 'InvalidUser'],
    ['a code that is a text', soapAnswer('<a:ErrorCode>&lt;b&gt;</a:ErrorCode>'), 'without a usable code'],
    ['no user', soapAnswer('', ''), 'NoError'],
  ])('that gives %s leads nowhere', (_what, text, reason) => {
    expect(readFinding('soap', text)).toEqual({ kind: 'nothing', reason });
  });

  it('leads on to a place or another address', () => {
    const leading = (code: string) => soapAnswer(`<a:ErrorCode>${code}</a:ErrorCode><a:RedirectTarget> x </a:RedirectTarget>`);

    expect(readFinding('soap', leading('RedirectUrl'))).toEqual({ kind: 'redirect', url: 'x' });
    expect(readFinding('soap', leading('RedirectAddress'))).toEqual({ kind: 'other-address', address: 'x' });
  });

  it('is refused in the namespaces of the documentation', () => {
    const text = settings(setting('InternalEwsUrl', url)).replaceAll('http://schemas.microsoft', 'https://schemas.microsoft');

    expect(() => readFinding('soap', text)).toThrow(ReplyRefused);
  });
});

describe('the POX form', () => {
  it('gives the address of EXCH inside, and of EXPR or EXHTTP from outside', () => {
    const protocol = (type: string, ews: string) => `<Protocol><Type>${type}</Type><EwsUrl>${ews}</EwsUrl></Protocol>`;

    expect(readFinding('pox', poxAnswer(protocol('EXCH', url) + protocol('EXPR', `${url}/x`)))).toEqual({
      kind: 'settings',
      internal: url,
      external: `${url}/x`,
    });
    expect(readFinding('pox', poxAnswer(protocol('EXHTTP', url)))).toEqual({ kind: 'settings', internal: null, external: url });
  });

  it('leads on, or says its error by number only', () => {
    expect(readFinding('pox', poxAnswer('<Action>redirectUrl</Action><RedirectUrl>x</RedirectUrl>'))).toEqual({
      kind: 'redirect',
      url: 'x',
    });
    expect(readFinding('pox', poxAnswer('<RedirectAddr>a@b</RedirectAddr>'))).toEqual({ kind: 'other-address', address: 'a@b' });
    const root = `${exchange}/autodiscover/responseschema/2006`;
    const error = `<Autodiscover xmlns="${root}"><Response><Error><ErrorCode>500</ErrorCode><Message>secret</Message></Error></Response></Autodiscover>`;
    expect(readFinding('pox', error)).toEqual({ kind: 'nothing', reason: 'error 500' });
  });

  it.each([
    ['in another namespace', poxAnswer('').replaceAll('http:', 'https:')],
    ['without an account', `<Autodiscover xmlns="${exchange}/autodiscover/responseschema/2006"/>`],
    ['with a document type', `<!DOCTYPE a>${poxAnswer('')}`],
  ])('is refused %s', (_what, text) => {
    expect(() => readFinding('pox', text)).toThrow(ReplyRefused);
  });
});

describe('a request', () => {
  it.each(['soap', 'pox'] as const)('in the %s form holds any address as text', (form) => {
    const root = parseReply(discoveryRequest(form, 'a&b<c>@contoso.test', new URL('https://contoso.test/x?a=1&b=2')));

    expect(root.textContent).toContain('a&b<c>@contoso.test');
  });
});

describe('the places of Autodiscover', () => {
  it('are asked in the order of Microsoft clients', () => {
    const shown = placesOf('contoso.test').map((place) => (place.kind === 'srv' ? place.name : `${place.kind} ${place.url.href}`));

    expect(shown).toEqual([
      'ask https://contoso.test/autodiscover/autodiscover.svc',
      'ask https://contoso.test/autodiscover/autodiscover.xml',
      'ask https://autodiscover.contoso.test/autodiscover/autodiscover.svc',
      'ask https://autodiscover.contoso.test/autodiscover/autodiscover.xml',
      'redirecting http://autodiscover.contoso.test/autodiscover/autodiscover.xml',
      '_autodiscover._tcp.contoso.test',
    ]);
  });

  it('behind a redirect are both forms of a usual path, and an unusual path as it is', () => {
    const forms = (text: string) =>
      placesAt(new URL(text)).map((place) => (place.kind === 'ask' ? `${place.form} ${place.url.pathname}` : place.kind));

    expect(forms('https://x.test/Autodiscover/Autodiscover.xml')).toEqual([
      'soap /autodiscover/autodiscover.svc',
      'pox /autodiscover/autodiscover.xml',
    ]);
    expect(forms('https://x.test/own/place.svc')).toEqual(['soap /own/place.svc']);
    expect(forms('https://x.test/own')).toEqual(['pox /own']);
  });

  it.each([
    ['https://contoso.test/a', true],
    ['https://MAIL.Contoso.test:8443/a', true],
    ['https://contoso.test./a', false],
    ['https://evilcontoso.test/a', false],
    ['https://contoso.test.evil.example/a', false],
    ['https://evil.example/contoso.test', false],
    ['https://evil.example\\@contoso.test/', false],
    ['https://contoso.test@evil.example/', false],
    ['http://contoso.test/a', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('at %s are of the mail domain: %s', (text, isTrusted) => {
    expect(trustedUrl(text, 'contoso.test') !== null).toBe(isTrusted);
  });

  it('named by DNS are taken by priority, then weight, on the port of https', () => {
    const record = (name: string, priority: number, weight: number, port = 443) => ({ name, priority, weight, port });

    expect(
      bestServices([
        record('c', 2, 9),
        record('b', 1, 1),
        record('a', 1, 5),
        record('d', 0, 0, 80),
        record('evil/.contoso.test', 0, 0),
        record('', 0, 0),
      ]),
    ).toEqual(['a', 'b', 'c']);
    expect(isOfDomain('contoso.test.evil', 'contoso.test')).toBe(false);
  });
});

describe('the names of a rehearsal', () => {
  it('lead to this computer only, and anything else nowhere', () => {
    const names = redirectedNames('Mail.contoso.test:443=40123, x.test:80=1 ,broken,evil:443=10.0.0.1:443,:443=5');

    expect(names('mail.contoso.test', 443)).toEqual({ host: '127.0.0.1', port: 40_123 });
    expect(names('x.test', 80)).toEqual({ host: '127.0.0.1', port: 1 });
    expect(names('mail.contoso.test', 80)).toBeNull();
    expect(names('evil', 443)).toBeNull();
    expect(redirectedNames('')('anything', 443)).toBeNull();
  });
});
