import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitAsked } from '../../../../../engine/adapters/ews-mail/judging.ts';
import { probeRequest, readAnswer, sendRequest } from '../../../../../engine/adapters/ews-mail/web-services.ts';
import { parseReply, ReplyRefused, xmlText } from '../../../../../engine/adapters/ews-mail/xml.ts';

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const services = 'http://schemas.microsoft.com/exchange/services/2006';

function enveloped(body: string, namespace = soap): string {
  return `<s:Envelope xmlns:s="${namespace}" xmlns:m="${services}/messages" xmlns:t="${services}/types"><s:Body>${body}</s:Body></s:Envelope>`;
}

function created(attributes: string, content: string): string {
  const message = `<m:CreateItemResponseMessage ${attributes}>${content}</m:CreateItemResponseMessage>`;
  return `<m:CreateItemResponse><m:ResponseMessages>${message}</m:ResponseMessages></m:CreateItemResponse>`;
}

const success = created('ResponseClass="Success"', '<m:ResponseCode>NoError</m:ResponseCode><m:Items/>');

function refusalOf(text: string): string {
  try {
    readAnswer(text, 'CreateItem');
  } catch (thrown) {
    if (thrown instanceof ReplyRefused) return thrown.message;
    throw thrown;
  }
  throw new Error('the answer was accepted');
}

describe('the answer of Exchange Web Services', () => {
  it('is read with its code, and with the rest that a busy server wants, wherever it says so', () => {
    const value = '<t:Value Name="BackOffMilliseconds">297749</t:Value>';
    const inMessage = created(
      'ResponseClass="Error"',
      `<m:ResponseCode>ErrorServerBusy</m:ResponseCode><m:MessageXml>${value}</m:MessageXml>`,
    );
    const inFault =
      '<s:Fault><faultcode>t:ErrorServerBusy</faultcode><faultstring>x</faultstring><detail>' +
      `<e:ResponseCode xmlns:e="${services}/errors">ErrorServerBusy</e:ResponseCode><t:MessageXml>${value}</t:MessageXml></detail></s:Fault>`;

    expect(readAnswer(enveloped(success), 'CreateItem')).toEqual({ outcome: 'Success', code: 'NoError', backOff: null });
    const busy = { outcome: 'Error', code: 'ErrorServerBusy', backOff: 297_749 };
    expect(readAnswer(enveloped(inMessage), 'CreateItem')).toEqual(busy);
    expect(readAnswer(enveloped(inFault), 'CreateItem')).toEqual(busy);
  });

  it('is a fault also when only SOAP names it', () => {
    const fault = '<s:Fault><faultcode>s:Client</faultcode><faultstring>x</faultstring></s:Fault>';

    expect(readAnswer(`\uFEFF${enveloped(fault)}`, 'CreateItem')).toEqual({ outcome: 'Error', code: 'Client', backOff: null });
  });

  it.each([
    ['the envelope of the documentation, with https', enveloped(success, 'https://schemas.xmlsoap.org/soap/envelope/'), 'no SOAP 1.1'],
    ['the envelope of SOAP 1.2', enveloped(success, 'http://www.w3.org/2003/05/soap-envelope'), 'no SOAP 1.1'],
    [
      'messages of the documentation, with https',
      enveloped(success).replaceAll('http://schemas.microsoft', 'https://schemas.microsoft'),
      'CreateItem',
    ],
    ['another operation', enveloped('<m:GetFolderResponse/>'), 'does not hold the answer to CreateItem'],
    ['two bodies of one envelope', enveloped(success + success), 'one answer'],
    ['no body', `<s:Envelope xmlns:s="${soap}"/>`, 'one answer'],
    [
      'two messages',
      enveloped(success.replace('</m:ResponseMessages>', '<m:CreateItemResponseMessage/></m:ResponseMessages>')),
      'not one message',
    ],
    ['a class that does not exist', enveloped(success.replace('Success', 'Fine')), 'no usable outcome'],
    ['no code', enveloped(created('ResponseClass="Success"', '')), 'no usable code'],
    [
      'a code that is a text',
      enveloped(created('ResponseClass="Error"', '<m:ResponseCode>say &lt;this&gt;</m:ResponseCode>')),
      'no usable code',
    ],
    ['a document type', `<!DOCTYPE s [<!ENTITY a "b">]>${enveloped(success)}`, 'document type'],
    ['an entity that nobody declared', enveloped(success.replace('NoError', '&bomb;')), 'not well-formed'],
    ['half of it', enveloped(success).slice(0, -30), 'not well-formed'],
    ['nothing', '', 'not well-formed'],
    ['too much', enveloped(`${success}<!--${' '.repeat(600_000)}-->`), 'larger than'],
    ['a hundred thousand levels', `${'<a>'.repeat(70_000)}${'</a>'.repeat(70_000)}`, 'nested too deeply'],
  ])('is refused when it is %s', (_what, text, reason) => {
    expect(refusalOf(text)).toContain(reason);
  });

  it('is refused or read, and never anything else, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string().map(enveloped), cutUp(enveloped(success))), (text) => {
        try {
          expect(readAnswer(text, 'CreateItem').code).toMatch(/^[A-Za-z0-9.]+$/);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ReplyRefused);
        }
      }),
    );
  });
});

/** `text` with one piece of it replaced. */
function cutUp(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 10 }))
    .map(([start, length, put]) => text.slice(0, start) + put + text.slice(start + length));
}

describe('a request', () => {
  it('holds any text as it is, apart from what XML has no form for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = parseReply(`<a>${xmlText(text)}</a>`).textContent;
        expect(read).toBe(text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD'));
      }),
    );
  });

  it('sends as text what looks like markup, to one recipient', () => {
    const to = 'a@b.test</t:EmailAddress><t:EmailAddress>c@d.test';
    const root = parseReply(sendRequest({ to, subject: 'one\r\ntwo', html: '<p>]]></p>' }));

    const texts = (name: string) =>
      Array.from(root.getElementsByTagNameNS(`${services}/types`, name)).map((element) => element.textContent);
    expect(texts('EmailAddress')).toEqual([to]);
    expect(texts('Subject')).toEqual(['one two']);
    expect(texts('Body')).toEqual(['<p>]]></p>']);
  });

  it('asks in the version that every Exchange from 2010 SP3 on speaks', () => {
    for (const text of [probeRequest(), sendRequest({ to: 'a@b.test', subject: '', html: '' })]) {
      expect(text).toContain('<t:RequestServerVersion Version="Exchange2010_SP2"/>');
    }
  });
});

describe('a busy server', () => {
  it.each([
    [{ outcome: 'Error', code: 'ErrorServerBusy', backOff: 30_000 }, 30_000],
    [{ outcome: 'Error', code: 'ErrorServerBusy', backOff: 30_001 }, null],
    [{ outcome: 'Error', code: 'ErrorServerBusy', backOff: null }, 5_000],
    [{ outcome: 'Error', code: 'ErrorInternalServerError', backOff: 0 }, 0],
    [{ outcome: 'Error', code: 'ErrorInternalServerError', backOff: null }, null],
    [{ outcome: 'Success', code: 'NoError', backOff: 100 }, null],
  ] as const)('with the answer %j is given %s milliseconds', (answer, wait) => {
    expect(waitAsked(answer)).toBe(wait);
  });
});
