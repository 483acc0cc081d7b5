/** Namespaces, and reading the requests that come in: as strict about namespaces as Exchange is. */
import { DOMParser, type Element } from '@xmldom/xmldom';

const exchange = 'http://schemas.microsoft.com/exchange';
export const ns = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  addressing: 'http://www.w3.org/2005/08/addressing',
  instance: 'http://www.w3.org/2001/XMLSchema-instance',
  messages: `${exchange}/services/2006/messages`,
  types: `${exchange}/services/2006/types`,
  errors: `${exchange}/services/2006/errors`,
  autodiscover: `${exchange}/2010/Autodiscover`,
  poxRequest: `${exchange}/autodiscover/outlook/requestschema/2006`,
  poxRoot: `${exchange}/autodiscover/responseschema/2006`,
  poxResponse: `${exchange}/autodiscover/outlook/responseschema/2006a`,
} as const;

/** Null for what is no XML. */
export function parsed(text: string): Element | null {
  try {
    const onError = (level: string): void => {
      if (level !== 'warning') throw new TypeError('not XML');
    };
    return new DOMParser({ onError }).parseFromString(text, 'text/xml').documentElement;
  } catch {
    return null;
  }
}

/** The first element of that name and namespace, anywhere below. */
export function first(element: Element | null, namespace: string, name: string): Element | null {
  return element?.getElementsByTagNameNS(namespace, name).item(0) ?? null;
}

export function textOf(element: Element | null, namespace: string, name: string): string | null {
  return first(element, namespace, name)?.textContent ?? null;
}

/** The child of the SOAP body when it is of that namespace; null otherwise. */
export function soapContent(root: Element | null, namespace: string): Element | null {
  if (root === null || root.namespaceURI !== ns.soap || root.localName !== 'Envelope') return null;
  const body = first(root, ns.soap, 'Body');
  const children = Array.from(body?.childNodes ?? []).filter((node): node is Element => node.nodeType === 1);
  const [content] = children;
  return children.length === 1 && content !== undefined && content.namespaceURI === namespace ? content : null;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function soapReply(header: string, body: string): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${ns.soap}">` +
    `<s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
  );
}
