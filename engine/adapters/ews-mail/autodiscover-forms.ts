/** The two forms of Autodiscover, SOAP GetUserSettings and POX, as text, and the reading of their answers. */
import type { Element } from '@xmldom/xmldom';
import { z } from 'zod';
import { hostedAddressSchema } from '../../../shared/setup/answers.ts';
import { bodyOf, envelope, faultOf, namespaces } from './soap.ts';
import { childrenOf, descend, parseReply, ReplyRefused, textAt, xmlText } from './xml.ts';

export type Form = 'soap' | 'pox';

export type Finding =
  /** Inside the organization, and from outside; at least one is there. */
  | { readonly kind: 'settings'; readonly internal: string | null; readonly external: string | null }
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'other-address'; readonly address: string }
  | { readonly kind: 'nothing'; readonly reason: string };

const { autodiscover, addressing } = namespaces;
const outlook = 'http://schemas.microsoft.com/exchange/autodiscover';
const pox = {
  request: `${outlook}/outlook/requestschema/2006`,
  root: `${outlook}/responseschema/2006`,
  response: `${outlook}/outlook/responseschema/2006a`,
} as const;
const action = `${autodiscover}/Autodiscover/GetUserSettings`;

export function discoveryRequest(form: Form, address: string, url: URL): string {
  return form === 'soap' ? soapRequest(address, url) : poxRequest(address);
}

/** Throws {@link ReplyRefused}. */
export function readFinding(form: Form, text: string): Finding {
  return form === 'soap' ? readSoap(text) : readPox(text);
}

function soapRequest(address: string, url: URL): string {
  const settings = ['InternalEwsUrl', 'ExternalEwsUrl'].map((name) => `<a:Setting>${name}</a:Setting>`).join('');
  return envelope({
    declarations: { a: autodiscover, wsa: addressing },
    header:
      '<a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>' +
      `<wsa:Action>${action}</wsa:Action><wsa:To>${xmlText(url.href)}</wsa:To>`,
    body:
      '<a:GetUserSettingsRequestMessage><a:Request>' +
      `<a:Users><a:User><a:Mailbox>${xmlText(address)}</a:Mailbox></a:User></a:Users>` +
      `<a:RequestedSettings>${settings}</a:RequestedSettings>` +
      '</a:Request></a:GetUserSettingsRequestMessage>',
  });
}

function poxRequest(address: string): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<Autodiscover xmlns="${pox.request}"><Request>` +
    `<EMailAddress>${xmlText(address)}</EMailAddress><AcceptableResponseSchema>${pox.response}</AcceptableResponseSchema>` +
    '</Request></Autodiscover>'
  );
}

function readSoap(text: string): Finding {
  const content = bodyOf(text);
  const fault = faultOf(content);
  if (fault !== null) return nothing(`fault ${safeCode(fault.code)}`);
  if (content.namespaceURI !== autodiscover || content.localName !== 'GetUserSettingsResponseMessage')
    throw new ReplyRefused('the envelope does not hold user settings');
  const response = descend(content, autodiscover, 'Response');
  const user = response === null ? null : descend(response, autodiscover, 'UserResponses', 'UserResponse');
  if (response === null || user === null) return nothing(safeCode(response && textAt(response, autodiscover, 'ErrorCode')));
  return readUser(user);
}

function readUser(user: Element): Finding {
  const code = textAt(user, autodiscover, 'ErrorCode');
  const target = textAt(user, autodiscover, 'RedirectTarget') ?? '';
  if (code === 'RedirectUrl') return { kind: 'redirect', url: target };
  if (code === 'RedirectAddress') return { kind: 'other-address', address: target };
  if (code !== 'NoError') return nothing(safeCode(code));
  const list = descend(user, autodiscover, 'UserSettings');
  const settings = list === null ? [] : childrenOf(list, autodiscover, 'UserSetting');
  const settingOf = (name: string) => {
    const setting = settings.find((one) => textAt(one, autodiscover, 'Name') === name);
    return setting === undefined ? null : textAt(setting, autodiscover, 'Value');
  };
  return settingsFrom(settingOf('InternalEwsUrl'), settingOf('ExternalEwsUrl'));
}

function readPox(text: string): Finding {
  const root = parseReply(text);
  if (root.namespaceURI !== pox.root || root.localName !== 'Autodiscover') throw new ReplyRefused('the answer is not of Autodiscover');
  const failed = descend(root, pox.root, 'Response', 'Error');
  if (failed !== null) return nothing(`error ${safeCode(textAt(failed, pox.root, 'ErrorCode'))}`);
  const account = [...childrenOf(root, pox.response, 'Response')].flatMap((response) => childrenOf(response, pox.response, 'Account'))[0];
  if (account === undefined) throw new ReplyRefused('the answer describes no account');
  return readAccount(account);
}

/** Protocol types: EXCH inside the organization, EXPR from outside, EXHTTP from 2013 on, inside first. */
function readAccount(account: Element): Finding {
  const url = textAt(account, pox.response, 'RedirectUrl');
  if (url !== null) return { kind: 'redirect', url };
  const address = textAt(account, pox.response, 'RedirectAddr');
  if (address !== null) return { kind: 'other-address', address };
  const protocols = childrenOf(account, pox.response, 'Protocol');
  const ewsOf = (type: string) => {
    const found = protocols.filter((one) => textAt(one, pox.response, 'Type') === type);
    return found.map((one) => textAt(one, pox.response, 'EwsUrl')).find((one) => one !== null) ?? null;
  };
  return settingsFrom(ewsOf('EXCH'), ewsOf('EXPR') ?? ewsOf('EXHTTP'));
}

const addressSchema = hostedAddressSchema.nullable().catch(null);

function settingsFrom(internal: string | null, external: string | null): Finding {
  const settings = z.strictObject({ internal: addressSchema, external: addressSchema }).parse({ internal, external });
  if (settings.internal === null && settings.external === null) return nothing('no https address of Exchange Web Services');
  return { kind: 'settings', ...settings };
}

function nothing(reason: string): Finding {
  return { kind: 'nothing', reason };
}

function safeCode(code: string | null): string {
  return code !== null && /^[A-Za-z0-9.]{1,60}$/.test(code) ? code : 'without a usable code';
}
