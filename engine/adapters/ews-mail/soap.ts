/**
 * SOAP 1.1 as Exchange speaks it. The namespaces are the ones on the wire, all `http:`; today's documentation shows them with
 * `https:`, which no server accepts (exchange.md 6).
 */
import type { Element } from '@xmldom/xmldom';
import { childrenOf, descend, elementsOf, parseReply, ReplyRefused } from './xml.ts';

const exchange = 'http://schemas.microsoft.com/exchange';
export const namespaces = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  addressing: 'http://www.w3.org/2005/08/addressing',
  messages: `${exchange}/services/2006/messages`,
  types: `${exchange}/services/2006/types`,
  errors: `${exchange}/services/2006/errors`,
  autodiscover: `${exchange}/2010/Autodiscover`,
} as const;

export interface EnvelopeParts {
  /** Prefix and namespace. */
  readonly declarations: Readonly<Record<string, string>>;
  readonly header: string;
  readonly body: string;
}

export function envelope({ declarations, header, body }: EnvelopeParts): string {
  const all = Object.entries({ soap: namespaces.soap, ...declarations });
  const declared = all.map(([prefix, namespace]) => ` xmlns:${prefix}="${namespace}"`).join('');
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<soap:Envelope${declared}>` +
    `<soap:Header>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

/** What the body of an envelope holds: the answer to a request, or a fault. Throws {@link ReplyRefused}. */
export function bodyOf(text: string): Element {
  const root = parseReply(text);
  if (root.namespaceURI !== namespaces.soap || root.localName !== 'Envelope') throw new ReplyRefused('the answer is no SOAP 1.1 envelope');
  const body = descend(root, namespaces.soap, 'Body');
  const [content, other] = body === null ? [] : elementsOf(body);
  if (content === undefined || other !== undefined) throw new ReplyRefused('the envelope does not hold one answer');
  return content;
}

export interface Fault {
  /** As the server names it, or the fault code of SOAP. */
  readonly code: string;
  readonly backOff: string | null;
}

/** Null: it is no fault. */
export function faultOf(content: Element): Fault | null {
  if (content.namespaceURI !== namespaces.soap || content.localName !== 'Fault') return null;
  const [detail] = elementsOf(content).filter((child) => child.localName === 'detail');
  const [responseCode] = detail === undefined ? [] : childrenOf(detail, namespaces.errors, 'ResponseCode');
  const [faultCode] = elementsOf(content).filter((child) => child.localName === 'faultcode');
  const code = responseCode?.textContent ?? faultCode?.textContent?.replace(/^[^:]*:/, '') ?? '';
  return { code: code.trim(), backOff: detail === undefined ? null : backOffIn(detail, namespaces.types) };
}

/** `BackOffMilliseconds` of the element MessageXml, which stands in the types namespace in faults and in messages' elsewhere. */
export function backOffIn(element: Element, namespace: string): string | null {
  const [messageXml] = childrenOf(element, namespace, 'MessageXml');
  const values = messageXml === undefined ? [] : childrenOf(messageXml, namespaces.types, 'Value');
  return values.find((value) => value.getAttribute('Name') === 'BackOffMilliseconds')?.textContent?.trim() ?? null;
}
