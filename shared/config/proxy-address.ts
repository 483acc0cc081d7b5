/** The proxy as one text of the configuration, in the form that proxy settings have everywhere, and never with a password. */
import { z } from 'zod';
import { type ProxyChoice, type ProxySettings, proxySchema } from '../setup/answers.ts';

/** What the element `Proxy` of the configuration says; null also for a text that is no address. */
export function parseProxyChoice(text: string): ProxyChoice {
  return text === 'system' ? text : parseProxyAddress(text);
}

export function proxyChoiceText(choice: ProxyChoice): string {
  if (choice === null) return '';
  return choice === 'system' ? choice : proxyAddress(choice);
}

function parseProxyAddress(text: string): ProxySettings | null {
  const [, encodedUser, server, port] = /^http:\/\/(?:([^@:/?#\s]+)@)?([^@:/?#\s]+):(\d{1,5})\/?$/i.exec(text) ?? [];
  const parsed = proxySchema.safeParse({ server, port: Number(port), user: encodedUser === undefined ? null : decoded(encodedUser) });
  return parsed.success ? parsed.data : null;
}

function proxyAddress({ server, port, user }: ProxySettings): string {
  return `http://${user === null ? '' : `${encodeURIComponent(user)}@`}${server}:${port}`;
}

export const proxyAddressSchema = z
  .string()
  .max(1024)
  .refine((text) => parseProxyAddress(text) !== null);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
