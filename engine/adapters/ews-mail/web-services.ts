/** The two requests to Exchange Web Services, as text, and the reading of their answers. */
import { z } from 'zod';
import type { Mail } from '../../ports/mailer.ts';
import { backOffIn, bodyOf, envelope, faultOf, namespaces } from './soap.ts';
import { descend, ReplyRefused, textAt, xmlText } from './xml.ts';

/** Every Exchange from 2010 SP3 on speaks it. */
const version = 'Exchange2010_SP2';
const { messages, types } = namespaces;

export type Operation = 'CreateItem' | 'GetFolder';

const answerSchema = z.strictObject({
  outcome: z.enum(['Success', 'Warning', 'Error']),
  /** Exchange's response code, for instance `NoError`. */
  code: z.string().regex(/^[A-Za-z0-9.]{1,100}$/),
  /** How long the server wants to be left alone, in milliseconds. */
  backOff: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .nullable(),
});
export type Answer = z.infer<typeof answerSchema>;

/** Sends as the mailbox that signs in; nothing is kept in its Sent Items. */
export function sendRequest({ to, subject, html }: Mail): string {
  const recipient = `<t:Mailbox><t:EmailAddress>${xmlText(to)}</t:EmailAddress></t:Mailbox>`;
  return request(
    '<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:Message>' +
      `<t:Subject>${xmlText(subject.replace(/[\r\n]+/g, ' '))}</t:Subject><t:Body BodyType="HTML">${xmlText(html)}</t:Body>` +
      `<t:ToRecipients>${recipient}</t:ToRecipients>` +
      '</t:Message></m:Items></m:CreateItem>',
  );
}

/** Asks for nothing but the identity of the Inbox: that needs the sign-in, the mailbox, and that it may use the service. */
export function probeRequest(): string {
  return request(
    '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>' +
      '<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>',
  );
}

function request(body: string): string {
  return envelope({ declarations: { m: messages, t: types }, header: `<t:RequestServerVersion Version="${version}"/>`, body });
}

/** Throws {@link ReplyRefused}. */
export function readAnswer(text: string, operation: Operation): Answer {
  const content = bodyOf(text);
  const fault = faultOf(content);
  if (fault !== null) return checked({ outcome: 'Error', code: fault.code, backOff: fault.backOff });
  if (content.namespaceURI !== messages || content.localName !== `${operation}Response`)
    throw new ReplyRefused(`the envelope does not hold the answer to ${operation}`);
  const message = descend(content, messages, 'ResponseMessages', `${operation}ResponseMessage`);
  if (message === null) throw new ReplyRefused(`the answer to ${operation} is not one message`);
  return checked({
    outcome: message.getAttribute('ResponseClass'),
    code: textAt(message, messages, 'ResponseCode'),
    backOff: backOffIn(message, messages),
  });
}

function checked(raw: Readonly<Record<keyof Answer, unknown>>): Answer {
  const parsed = answerSchema.safeParse(raw);
  if (!parsed.success) throw new ReplyRefused(`the answer has no usable ${String(parsed.error.issues[0]?.path[0] ?? 'form')}`);
  return parsed.data;
}
