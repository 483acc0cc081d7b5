import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Configuration, configurationSchema, parseConfiguration, renderConfiguration } from '../../../shared/config/configuration.ts';
import { escapeXml, readXml } from '../../../shared/config/xml-text.ts';
import { Failure } from '../../../shared/errors.ts';

const configuration: Configuration = {
  exchangeType: 'on-premises',
  exchangeServer: 'mail.contoso.example',
  exchangeUser: "CONTOSO\\o'neil & sons",
  newBlockLimitPercent: 12.5,
  language: 'nl',
  mode: 'observe',
  proxy: 'http://CONTOSO%5Cproxy-user@proxy.contoso.example:8080',
  notificationAddress: 'it+phones@contoso.example',
  isCasFailoverEnabled: true,
  enableParallelCommandSupport: false,
  exchangeWebServiceUrl: 'https://mail.contoso.example/EWS/Exchange.asmx?a=1&b=2',
  slowHours: '22:30-06:00',
  intuneServicePlans: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5, 3E170737-c728-4eae-bbb9-3f3360f7184c',
  exchangePath: '/PowerShell/',
  exchangeAuthentication: 'Negotiate',
  exchangeProxyAccess: 'WinHttpConfig',
  exchangeRedirectDomains: 'outlook.example, contoso.example',
};

const handEdited = [
  '\uFEFF<?xml version="1.0" encoding="utf-8"?>',
  '<!-- <ExchangeServer>not this one</ExchangeServer> -->',
  '<OnPremisesExchangeConnectorServiceConfiguration xmlns:x="urn:x" note="a > b">',
  '\t<IsCasFailoverEnabled>true</IsCasFailoverEnabled> <!-- keep me -->',
  '  <Unknown deep="1"><ExchangeServer>inner</ExchangeServer></Unknown>',
  '  <ExchangeType>hosted</ExchangeType>',
  '  <ExchangeServer  note="x"  > old.contoso.example </ExchangeServer>',
  '  <ExchangeUser>CONTOSO\\svc</ExchangeUser>',
  '  <NewBlockLimitPercent>5</NewBlockLimitPercent><Language>en</Language>',
  '  <ExchangeWebServiceURL />',
  '</OnPremisesExchangeConnectorServiceConfiguration>',
  '<!-- tail -->',
  '',
].join('\r\n');

function refusal(work: () => unknown): Failure['error'] {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

describe('service configuration (F1)', () => {
  it('gives back what was rendered into a new file', () => {
    expect(parseConfiguration(renderConfiguration(configuration, null))).toEqual(configurationSchema.parse(configuration));
  });

  it('fills in the documented defaults', () => {
    expect(parseConfiguration(handEdited)).toEqual({
      exchangeType: 'hosted',
      exchangeServer: 'old.contoso.example',
      exchangeUser: 'CONTOSO\\svc',
      newBlockLimitPercent: 5,
      language: 'en',
      isCasFailoverEnabled: true,
      enableParallelCommandSupport: false,
      exchangeWebServiceUrl: '',
      mode: 'enforce',
      proxy: '',
      notificationAddress: '',
      slowHours: '',
      intuneServicePlans: '',
      exchangePath: '',
      exchangeAuthentication: '',
      exchangeProxyAccess: '',
      exchangeRedirectDomains: '',
    });
  });

  it('keeps byte order mark, line ends, comments and unknown elements of an existing file', () => {
    const written = renderConfiguration(configuration, handEdited);

    expect(parseConfiguration(written)).toEqual(configurationSchema.parse(configuration));
    const added = [
      '  <Mode>observe</Mode>',
      `  <Proxy>${configuration.proxy}</Proxy>`,
      `  <NotificationAddress>${configuration.notificationAddress}</NotificationAddress>`,
      '  <EnableParallelCommandSupport>false</EnableParallelCommandSupport>',
      '  <SlowHours>22:30-06:00</SlowHours>',
      `  <IntuneServicePlans>${configuration.intuneServicePlans}</IntuneServicePlans>`,
      '  <ExchangePath>/PowerShell/</ExchangePath>',
      '  <ExchangeAuthentication>Negotiate</ExchangeAuthentication>',
      '  <ExchangeProxyAccess>WinHttpConfig</ExchangeProxyAccess>',
      '  <ExchangeRedirectDomains>outlook.example, contoso.example</ExchangeRedirectDomains>',
    ];
    const expected = handEdited
      .replace('>hosted<', '>on-premises<')
      .replace('> old.contoso.example <', '>mail.contoso.example<')
      .replace('CONTOSO\\svc', escapeXml(configuration.exchangeUser))
      .replace('>5<', '>12.5<')
      .replace('>en<', '>nl<')
      .replace(
        '<ExchangeWebServiceURL />',
        `<ExchangeWebServiceURL>${escapeXml(configuration.exchangeWebServiceUrl)}</ExchangeWebServiceURL>`,
      )
      .replace('\r\n</OnPrem', `\r\n${added.join('\r\n')}\r\n</OnPrem`);
    expect(written).toBe(expected);
  });

  it('leaves a file alone whose values are already right', () => {
    const once = renderConfiguration(configuration, handEdited);

    expect(renderConfiguration(configuration, once)).toBe(once);
  });

  const proxy = 'http://CONTOSO%5Csvc@proxy.contoso.example:8080';

  it.each([
    ['that has the element', '<Proxy>http://old:80/</Proxy>', `<Proxy>${proxy}</Proxy>`],
    ['whose element is empty', '<Proxy />', `<Proxy>${proxy}</Proxy>`],
  ])('F1 changes one field of a file %s, and not one byte beside it, mixed line ends included', (_, before, after) => {
    const mixed = handEdited.replace('</ExchangeType>\r\n', `</ExchangeType>\n  ${before}\n`);

    expect(renderConfiguration({ proxy }, mixed)).toBe(mixed.replace(before, after));
  });

  it("F1 takes the system's own proxy settings by a word", () => {
    const written = renderConfiguration({ proxy: 'system' }, handEdited);

    expect(written).toContain('<Proxy>system</Proxy>');
    expect(parseConfiguration(written).proxy).toBe('system');
  });

  it('F1 adds a field that was not there as the last line, and not one byte beside it', () => {
    const mixed = handEdited.replace('</ExchangeType>\r\n', '</ExchangeType>\n');

    expect(renderConfiguration({ proxy }, mixed)).toBe(mixed.replace('</OnPrem', `  <Proxy>${proxy}</Proxy>\r\n</OnPrem`));
  });

  it.each([
    ['a wrong value', handEdited.replace('>5<', '>many<'), 9, 'NewBlockLimitPercent: expected a number from 0 to 100'],
    [
      'a plan that is no id',
      handEdited.replace('<ExchangeWebServiceURL />', '<IntuneServicePlans>E5</IntuneServicePlans>'),
      10,
      'IntuneServicePlans: expected empty, or ids of service plans with commas between',
    ],
    ['a missing value', handEdited.replace(/.*ExchangeUser.*\r\n/, ''), 3, 'ExchangeUser: missing'],
    ['a value given twice', handEdited.replace('<ExchangeWebServiceURL />', '<Language>nl</Language>'), 10, 'Language: given twice'],
    ['a value with markup', handEdited.replace('>hosted<', '>hosted<b/><'), 6, 'ExchangeType: holds more than text'],
    ['a document type', handEdited.replace('<!-- <Ex', '<!DOCTYPE x [<!ENTITY e "v">]><!-- <Ex'), 2, 'a document type is not accepted'],
    ['another root', '<Other/>', 1, 'Other: the root element is OnPremisesExchangeConnectorServiceConfiguration'],
  ])('refuses %s with line and reason', (_, xml, line, reason) => {
    expect(refusal(() => parseConfiguration(xml))).toMatchObject({ code: 'configuration.invalid', params: { line, reason } });
  });

  it.each([
    ['', 1],
    ['plain text', 1],
    [handEdited.replace('</ExchangeType>', '</ExchangeTyp>'), 6],
    ['<a>\n<b></a>', 2],
  ])('refuses what is not well-formed: %j', (xml, line) => {
    const error = refusal(() => parseConfiguration(xml));

    expect(error.code).toBe('configuration.invalid');
    expect(error.params['line']).toBe(line);
  });

  it('never lets a value become markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) => {
        const reading = readXml(`<r><v>${escapeXml(value)}</v></r>`);
        if (!reading.ok) throw new Error(reading.problem.reason);
        expect(reading.file.children.map((child) => child.value)).toEqual([value]);
      }),
    );
  });

  it('survives any answers that the schema accepts', () => {
    const percent = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10);
    const word = fc.stringMatching(/^[A-Za-z0-9!#$%&'()_.{}~^-]{1,20}$/);
    fc.assert(
      fc.property(percent, word, word, fc.boolean(), (newBlockLimitPercent, domain, user, isCasFailoverEnabled) => {
        const wanted = configurationSchema.parse({
          ...configuration,
          newBlockLimitPercent,
          exchangeUser: `${domain}\\${user}`,
          isCasFailoverEnabled,
        });
        expect(parseConfiguration(renderConfiguration(wanted, handEdited))).toEqual(wanted);
      }),
    );
  });
});
