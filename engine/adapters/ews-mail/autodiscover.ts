/**
 * Finds Exchange Web Services of a mailbox. Each place either names it, leads on, or leads nowhere and says why; the reasons of all
 * places are the detail of the failure. The password is shown at most three times in all, so that a wrong one locks no account.
 */
import { Failure } from '../../../shared/errors.ts';
import { deadline } from '../../../shared/host/clock.ts';
import { notificationSchema } from '../../../shared/setup/answers.ts';
import { discoveryRequest, type Finding, readFinding } from './autodiscover-forms.ts';
import {
  bestServices,
  bothForms,
  domainOf,
  isOfDomain,
  type Place,
  placesAt,
  placesOf,
  type SrvRecord,
  trustedUrl,
} from './autodiscover-places.ts';
import { type MailTransport, Unreached } from './mail-transport.ts';
import { askSigned, type MailAccount, userAgent } from './sign-in.ts';
import { ReplyRefused } from './xml.ts';

export type ResolveSrv = (name: string, signal: AbortSignal) => Promise<readonly SrvRecord[]>;

export interface Discovery {
  readonly transport: MailTransport;
  readonly account: MailAccount;
  /** Rejects when there are none. */
  readonly resolveSrv: ResolveSrv;
  readonly limits: DiscoveryLimits;
}

/** In milliseconds. */
export interface DiscoveryLimits {
  readonly place: number;
  readonly all: number;
}

const mostHops = 10;
const mostRefusals = 3;

interface Search extends Discovery {
  address: string;
  hops: number;
  /** Where the password was not accepted. */
  readonly refusedAt: string[];
  readonly reasons: string[];
  readonly seen: Set<string>;
  readonly unreachable: Set<string>;
  readonly signal: AbortSignal;
}

type Step =
  | { readonly kind: 'found'; readonly url: string }
  | { readonly kind: 'next'; readonly places: readonly Place[]; readonly anew?: true };
const onwards: Step = { kind: 'next', places: [] };

/** The https address of Exchange Web Services. Throws `mail.autodiscover-failed`, `mail.access-denied` or the signal's reason. */
export async function discover(discovery: Discovery, signal: AbortSignal): Promise<string> {
  const search: Search = {
    ...discovery,
    address: discovery.account.address,
    hops: 0,
    refusedAt: [],
    reasons: [],
    seen: new Set(),
    unreachable: new Set(),
    signal: deadline(discovery.limits.all, signal),
  };
  try {
    return await walk(search);
  } catch (thrown) {
    signal.throwIfAborted();
    if (search.signal.aborted) throw failed(search, 'out of time');
    throw thrown;
  }
}

async function walk(search: Search): Promise<string> {
  let open = placesOf(domainOf(search.address));
  for (let place = open[0]; place !== undefined; place = open[0]) {
    open = open.slice(1);
    const step = await visit(search, place);
    if (step.kind === 'found') return step.url;
    open = step.anew ? step.places : [...step.places, ...open];
    if (search.refusedAt.length >= mostRefusals) break;
  }
  throw failed(search, null);
}

function failed({ account, refusedAt, reasons }: Search, last: string | null): Failure {
  const detail = [...reasons, ...(last === null ? [] : [last])].join('; ').slice(0, 2000);
  const { address } = account;
  const [host] = refusedAt;
  if (host !== undefined) return new Failure('mail.access-denied', { params: { host, address }, detail });
  return new Failure('mail.autodiscover-failed', { params: { address }, detail });
}

async function visit(search: Search, place: Place): Promise<Step> {
  const key = place.kind === 'srv' ? place.name : `${place.kind} ${place.url.href}`;
  if (search.seen.has(key)) return onwards;
  search.seen.add(key);
  if (place.kind === 'srv') return await askDns(search, place.name);
  return search.unreachable.has(place.url.origin) ? onwards : await connect(search, place);
}

async function connect(search: Search, place: Exclude<Place, { kind: 'srv' }>): Promise<Step> {
  try {
    return place.kind === 'ask' ? await ask(search, place) : await askForRedirect(search, place.url);
  } catch (thrown) {
    if (thrown instanceof Unreached) search.unreachable.add(place.url.origin);
    if (thrown instanceof Unreached || thrown instanceof ReplyRefused) return leadsNowhere(search, place.url.host, thrown.message);
    throw thrown;
  }
}

async function ask(search: Search, { form, url }: Extract<Place, { kind: 'ask' }>): Promise<Step> {
  const { transport, account, address, limits, signal } = search;
  const headers = { 'content-type': 'text/xml; charset=utf-8' };
  const question = { url, headers, body: discoveryRequest(form, address, url), milliseconds: limits.place };
  const answer = await askSigned(transport, account, question, signal);
  if (answer.kind === 'no-way-in') return leadsNowhere(search, url.host, `offers ${answer.offered}`);
  if (answer.kind === 'refused') {
    search.refusedAt.push(url.host);
    return leadsNowhere(search, url.host, 'refuses the account');
  }
  const { status, headers: replied, text } = answer.reply;
  if (isRedirect(status)) return follow(search, url, replied['location'] ?? '');
  if (status !== 200 && !(status === 500 && form === 'soap')) return leadsNowhere(search, url.host, `HTTP ${status}`);
  return await take(search, url, readFinding(form, text));
}

async function take(search: Search, url: URL, finding: Finding): Promise<Step> {
  switch (finding.kind) {
    case 'nothing':
      return leadsNowhere(search, url.host, finding.reason);
    case 'redirect':
      return follow(search, url, finding.url);
    case 'other-address':
      return startAnew(search, url, finding.address);
    default:
      return { kind: 'found', url: await reachable(search, finding) };
  }
}

/** The address inside the organization when its server answers at all, else the one from outside. The server that named them has the password's trust. */
async function reachable(
  { transport, limits, signal }: Search,
  { internal, external }: Extract<Finding, { kind: 'settings' }>,
): Promise<string> {
  const [first = '', second] = [internal, external].filter((one) => one !== null);
  if (second === undefined || first === second) return first;
  try {
    await transport.send({ method: 'GET', url: new URL(first), headers: { 'user-agent': userAgent } }, limits.place, signal);
    return first;
  } catch (thrown) {
    if (thrown instanceof Unreached) return second;
    throw thrown;
  }
}

async function askForRedirect(search: Search, url: URL): Promise<Step> {
  const { transport, limits, signal } = search;
  const { status, headers } = await transport.send({ method: 'GET', url, headers: { 'user-agent': userAgent } }, limits.place, signal);
  return isRedirect(status)
    ? follow(search, url, headers['location'] ?? '')
    : leadsNowhere(search, url.host, `HTTP ${status}, no redirect`);
}

async function askDns(search: Search, name: string): Promise<Step> {
  const domain = domainOf(search.address);
  const hosts = bestServices(await search.resolveSrv(name, search.signal).catch(() => []));
  const trusted = hosts.filter((host) => isOfDomain(host, domain));
  if (trusted.length === 0) return leadsNowhere(search, name, hosts.length === 0 ? 'no such record' : 'leads to another domain');
  return { kind: 'next', places: trusted.flatMap((host) => bothForms(new URL(`https://${host}`))) };
}

function follow(search: Search, from: URL, location: string): Step {
  const target = trustedUrl(location, domainOf(search.address));
  if (target === null) return leadsNowhere(search, from.host, 'redirects to a place that is not https of the mail domain');
  if (!hop(search)) return leadsNowhere(search, from.host, 'too many redirects');
  return { kind: 'next', places: placesAt(target) };
}

function startAnew(search: Search, from: URL, address: string): Step {
  const domain = domainOf(search.address);
  const isSane = notificationSchema.shape.address.safeParse(address).success && isOfDomain(domainOf(address), domain);
  if (!isSane) return leadsNowhere(search, from.host, 'redirects to an address of another domain');
  if (address.toLowerCase() === search.address.toLowerCase() || !hop(search))
    return leadsNowhere(search, from.host, 'redirects in a circle');
  search.address = address;
  search.seen.clear();
  return { kind: 'next', places: placesOf(domainOf(address)), anew: true };
}

function hop(search: Search): boolean {
  search.hops += 1;
  return search.hops <= mostHops;
}

function leadsNowhere(search: Search, where: string, reason: string): Step {
  search.reasons.push(`${where}: ${reason}`);
  return onwards;
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 307 || status === 308;
}
