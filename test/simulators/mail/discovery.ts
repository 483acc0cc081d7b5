/** Autodiscover of the organization, as SOAP and as POX. */
import type { MailReply } from './reply.ts';
import { escaped, first, ns, parsed, soapContent, soapReply, textOf } from './xml.ts';

export interface Directions {
  /** `InternalEwsUrl` and `ExternalEwsUrl`; null: that setting is missing. */
  readonly internal: string | null;
  readonly external: string | null;
  /** Instead of settings. */
  readonly redirect: { readonly kind: 'url' | 'address'; readonly to: string } | null;
}

/** `isMailbox` tells whether an address is one of this organization. */
export function answerSoap(text: string, directions: Directions, isMailbox: (address: string) => boolean): MailReply {
  const root = parsed(text);
  const request = soapContent(root, ns.autodiscover);
  const version = first(root, ns.autodiscover, 'RequestedServerVersion');
  const action = textOf(root, ns.addressing, 'Action') ?? '';
  if (request?.localName !== 'GetUserSettingsRequestMessage' || version === null || !action.endsWith('/GetUserSettings'))
    return {
      status: 500,
      body: soapReply('', '<s:Fault><faultcode>s:Client</faultcode><faultstring>Not understood.</faultstring></s:Fault>'),
    };
  const address = textOf(first(request, ns.autodiscover, 'User'), ns.autodiscover, 'Mailbox') ?? '';
  const user = isMailbox(address) ? userIn(directions) : failedUser('InvalidUser');
  return { status: 200, body: soapReply(serverVersion, responseWith(user)) };
}

const serverVersion = `<h:ServerVersionInfo xmlns:h="${ns.autodiscover}"><h:MajorVersion>15</h:MajorVersion><h:MinorVersion>2</h:MinorVersion></h:ServerVersionInfo>`;

function responseWith(user: string): string {
  return (
    `<GetUserSettingsResponseMessage xmlns="${ns.autodiscover}"><Response xmlns:i="${ns.instance}">` +
    `<ErrorCode>NoError</ErrorCode><ErrorMessage/><UserResponses><UserResponse>${user}</UserResponse></UserResponses>` +
    '</Response></GetUserSettingsResponseMessage>'
  );
}

function userIn({ internal, external, redirect }: Directions): string {
  if (redirect !== null) return redirectedUser(redirect.kind === 'url' ? 'RedirectUrl' : 'RedirectAddress', redirect.to);
  const setting = (name: string, value: string | null) =>
    value === null ? '' : `<UserSetting i:type="StringSetting"><Name>${name}</Name><Value>${escaped(value)}</Value></UserSetting>`;
  const settings = setting('InternalEwsUrl', internal) + setting('ExternalEwsUrl', external);
  return (
    '<ErrorCode>NoError</ErrorCode><ErrorMessage>No error.</ErrorMessage><RedirectTarget i:nil="true"/>' +
    `<UserSettingErrors/><UserSettings>${settings}</UserSettings>`
  );
}

function redirectedUser(code: string, target: string): string {
  return `<ErrorCode>${code}</ErrorCode><ErrorMessage/><RedirectTarget>${escaped(target)}</RedirectTarget><UserSettingErrors/><UserSettings/>`;
}

function failedUser(code: string): string {
  return `<ErrorCode>${code}</ErrorCode><ErrorMessage/><RedirectTarget i:nil="true"/><UserSettingErrors/><UserSettings/>`;
}

export function answerPox(text: string, directions: Directions, isMailbox: (address: string) => boolean): MailReply {
  const root = parsed(text);
  const isRequest = root?.namespaceURI === ns.poxRequest && root.localName === 'Autodiscover';
  const schema = textOf(root, ns.poxRequest, 'AcceptableResponseSchema');
  const address = textOf(root, ns.poxRequest, 'EMailAddress') ?? '';
  if (!isRequest || schema !== ns.poxResponse) return poxError(600);
  return isMailbox(address)
    ? poxReply(`<Response xmlns="${ns.poxResponse}"><Account>${accountIn(directions)}</Account></Response>`)
    : poxError(500);
}

function accountIn({ internal, external, redirect }: Directions): string {
  if (redirect?.kind === 'url') return `<Action>redirectUrl</Action><RedirectUrl>${escaped(redirect.to)}</RedirectUrl>`;
  if (redirect?.kind === 'address') return `<Action>redirectAddr</Action><RedirectAddr>${escaped(redirect.to)}</RedirectAddr>`;
  const protocol = (type: string, url: string | null) =>
    `<Protocol><Type>${type}</Type>${url === null ? '' : `<EwsUrl>${escaped(url)}</EwsUrl>`}</Protocol>`;
  return `<AccountType>email</AccountType><Action>settings</Action>${protocol('EXCH', internal)}${protocol('EXPR', external)}`;
}

function poxError(code: number): MailReply {
  return poxReply(
    `<Response><Error Time="10:00:00" Id="1"><ErrorCode>${code}</ErrorCode><Message>No.</Message><DebugData/></Error></Response>`,
  );
}

function poxReply(response: string): MailReply {
  return { status: 200, body: `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${ns.poxRoot}">${response}</Autodiscover>` };
}
