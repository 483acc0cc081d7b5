/** Exchange Web Services of one mailbox: GetFolder of the Inbox, and CreateItem that sends. */
import type { MailEffect } from './mail-faults.ts';
import type { MailReply } from './reply.ts';
import { escaped, first, ns, parsed, soapContent, soapReply, textOf } from './xml.ts';

export interface SentMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
}

type Wanted = Extract<MailEffect, { kind: 'busy' | 'code' }>;
type Operation = 'CreateItem' | 'GetFolder';

const header = `<t:ServerVersionInfo xmlns:t="${ns.types}" MajorVersion="15" MinorVersion="2" MajorBuildNumber="1748" MinorBuildNumber="10" Version="V2017_07_11"/>`;

/** `effect`: what goes wrong instead. What is sent goes to `send`. */
export function answerWebServices(text: string, from: string, effect: Wanted | null, send: (mail: SentMail) => void): MailReply {
  const root = parsed(text);
  const request = soapContent(root, ns.messages);
  const version = first(root, ns.types, 'RequestServerVersion')?.getAttribute('Version') ?? null;
  const operation = request?.localName;
  if (request === null || version === null || (operation !== 'CreateItem' && operation !== 'GetFolder'))
    return fault('ErrorSchemaValidation', '');
  if (effect?.kind === 'busy') return busy(operation, effect);
  const code = effect?.code ?? (operation === 'CreateItem' ? delivered(request, from, send) : 'NoError');
  if (code !== 'NoError') return reply(operation, 'Error', code);
  return reply(operation, 'Success', 'NoError');
}

/** The response code. */
function delivered(request: ReturnType<typeof parsed>, from: string, send: (mail: SentMail) => void): string {
  if (request?.getAttribute('MessageDisposition') !== 'SendOnly') return 'ErrorInvalidArgument';
  const message = first(request, ns.types, 'Message');
  const body = first(message, ns.types, 'Body');
  const to = textOf(first(message, ns.types, 'ToRecipients'), ns.types, 'EmailAddress') ?? '';
  if (!/^[^\s@]+@[^\s@]+$/.test(to)) return 'ErrorInvalidRecipients';
  if (body?.getAttribute('BodyType') !== 'HTML') return 'ErrorInvalidArgument';
  send({ from, to, subject: textOf(message, ns.types, 'Subject') ?? '', html: body.textContent ?? '' });
  return 'NoError';
}

function busy(operation: Operation, { how, milliseconds }: Extract<MailEffect, { kind: 'busy' }>): MailReply {
  const value = milliseconds === null ? '' : `<t:Value xmlns:t="${ns.types}" Name="BackOffMilliseconds">${milliseconds}</t:Value>`;
  if (how === 'message')
    return reply(operation, 'Error', 'ErrorInternalServerError', value === '' ? '' : `<m:MessageXml>${value}</m:MessageXml>`);
  return fault('ErrorServerBusy', value === '' ? '' : `<t:MessageXml xmlns:t="${ns.types}">${value}</t:MessageXml>`);
}

function reply(operation: Operation, outcome: 'Success' | 'Error', code: string, messageXml = ''): MailReply {
  const text = outcome === 'Error' ? '<m:MessageText>The request failed.</m:MessageText>' : '';
  const content = operation === 'CreateItem' ? '<m:Items/>' : folders(outcome);
  const link = outcome === 'Error' ? '<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>' : '';
  return {
    status: 200,
    body: soapReply(
      header,
      `<m:${operation}Response xmlns:m="${ns.messages}" xmlns:t="${ns.types}"><m:ResponseMessages>` +
        `<m:${operation}ResponseMessage ResponseClass="${outcome}">${text}<m:ResponseCode>${code}</m:ResponseCode>${link}${messageXml}${content}` +
        `</m:${operation}ResponseMessage></m:ResponseMessages></m:${operation}Response>`,
    ),
  };
}

function folders(outcome: 'Success' | 'Error'): string {
  if (outcome === 'Error') return '<m:Folders/>';
  return '<m:Folders><t:Folder><t:FolderId Id="AAMkAGFhYWE=" ChangeKey="AQAAABYA"/></t:Folder></m:Folders>';
}

function fault(code: string, messageXml: string): MailReply {
  return {
    status: 500,
    body: soapReply(
      '',
      `<s:Fault><faultcode xmlns:a="${ns.types}">a:${escaped(code)}</faultcode><faultstring xml:lang="en-US">The request failed.</faultstring>` +
        `<detail><e:ResponseCode xmlns:e="${ns.errors}">${escaped(code)}</e:ResponseCode>` +
        `<e:Message xmlns:e="${ns.errors}">The request failed.</e:Message>${messageXml}</detail></s:Fault>`,
    ),
  };
}
