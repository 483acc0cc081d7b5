/** Where Autodiscover may be, in the order of Microsoft's clients, and which of the places that others name we follow (exchange.md 6). */
import { hostedAddressSchema, serverNameSchema } from '../../../shared/setup/answers.ts';
import type { Form } from './autodiscover-forms.ts';

export type Place =
  | { readonly kind: 'ask'; readonly form: Form; readonly url: URL }
  /** Asked without a password, only to be told another place. */
  | { readonly kind: 'redirecting'; readonly url: URL }
  | { readonly kind: 'srv'; readonly name: string };

const paths = { soap: '/autodiscover/autodiscover.svc', pox: '/autodiscover/autodiscover.xml' } as const;

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

export function placesOf(domain: string): readonly Place[] {
  const usual = `autodiscover.${domain}`;
  return [
    ...bothForms(new URL(`https://${domain}`)),
    ...bothForms(new URL(`https://${usual}`)),
    { kind: 'redirecting', url: new URL(paths.pox, `http://${usual}`) },
    { kind: 'srv', name: `_autodiscover._tcp.${domain}` },
  ];
}

/** At the host of `url`, SOAP first. */
export function bothForms(url: URL): readonly Place[] {
  return [
    { kind: 'ask', form: 'soap', url: new URL(paths.soap, url) },
    { kind: 'ask', form: 'pox', url: new URL(paths.pox, url) },
  ];
}

/** The places behind a redirect: the host, in both forms at their usual paths, or the unusual path as it is. */
export function placesAt(url: URL): readonly Place[] {
  const isUsual = Object.values(paths).some((path) => path === url.pathname.toLowerCase());
  return isUsual ? bothForms(url) : [{ kind: 'ask', form: url.pathname.toLowerCase().endsWith('.svc') ? 'soap' : 'pox', url }];
}

/**
 * A password goes to the mail domain and what is below it, and to nobody else, whoever says so: DNS and plain http can be forged.
 * Null: not followed.
 */
export function trustedUrl(text: string, domain: string): URL | null {
  if (!hostedAddressSchema.safeParse(text).success) return null;
  const url = new URL(text);
  return isOfDomain(url.hostname, domain) ? url : null;
}

export function isOfDomain(host: string, domain: string): boolean {
  const name = host.toLowerCase();
  return name === domain || name.endsWith(`.${domain}`);
}

export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** Best priority first, then the greatest weight; https on its own port only, and real host names: DNS itself would allow any sign in them. */
export function bestServices(records: readonly SrvRecord[]): readonly string[] {
  const secure = records.filter(({ port, name }) => port === 443 && serverNameSchema.safeParse(name).success);
  return secure.toSorted((one, other) => one.priority - other.priority || other.weight - one.weight).map(({ name }) => name);
}
