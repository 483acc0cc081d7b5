/** A simulated mail side with a small organization, and mailers that talk to it, for the contract tests. */
import { createEwsMailer, type EwsMailerOptions } from '../../engine/adapters/ews-mail/ews-mailer.ts';
import { redirectedNames } from '../../engine/adapters/ews-mail/redirected-names.ts';
import type { Mailer } from '../../engine/ports/mailer.ts';
import type { AppError } from '../../shared/errors.ts';
import { type MailExchange, type MailSimulator, startMailSimulator } from '../simulators/mail/server.ts';
import { generateWorld } from '../simulators/world/generate.ts';
import { Organization } from '../simulators/world/organization.ts';
import { at } from '../simulators/world/random.ts';
import { errorOf, impatientClock, signal } from './intune-fixture.ts';

export const account = { address: 'meldingen@contoso.test', password: 'Canary-Wächter-€-7731' } as const;
/** Every form in which the password travels or might be shown. */
const traces = [
  account.password,
  Buffer.from(account.password).toString('base64'),
  Buffer.from(`${account.address}:${account.password}`).toString('base64'),
];

export interface MailFixture {
  readonly organization: Organization;
  readonly simulator: MailSimulator;
  /** Milliseconds that the mailers wanted to wait, in turn; they did not really wait. */
  readonly waits: number[];
  /** Address of somebody of the organization. */
  readonly person: string;
  /** A mailer for the account, closed with the fixture. `names` come on top of the simulator's. */
  open(change?: Partial<EwsMailerOptions>, names?: Readonly<Record<string, number>>): Mailer;
  /** The error of work that must fail. Fails the test when the password is in it. */
  failure(work: Promise<unknown>): Promise<AppError>;
  /** What reached the simulator, as `METHOD url`. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

export const quick = { place: 400, all: 1500, request: 400 } as const;

export async function startMail(): Promise<MailFixture> {
  const organization = new Organization(generateWorld({ seed: 5, devices: 20 }));
  const simulator = await startMailSimulator({ organization, accounts: [account] });
  const waits: number[] = [];
  const opened: Mailer[] = [];
  return {
    organization,
    simulator,
    waits,
    person: at(organization.people(), 3).primarySmtpAddress,
    open: (change = {}, names = {}) => {
      const mailer = createEwsMailer({
        account,
        webServices: null,
        clock: impatientClock(waits),
        trustedAuthority: simulator.trustedAuthority,
        redirected: redirectedNames([...simulator.names, ...Object.entries(names)].map((pair) => pair.join('=')).join(',')),
        resolveSrv: () => Promise.reject(new Error('ENOTFOUND')),
        ...change,
      });
      opened.push(mailer);
      return mailer;
    },
    failure: async (work) => {
      const error = await errorOf(work);
      const shown = JSON.stringify(error);
      if (traces.some((trace) => shown.includes(trace))) throw new Error('the password is in the error');
      return error;
    },
    asked: () => simulator.exchanges.map(({ method, url }: MailExchange) => `${method} ${url}`),
    stop: async () => {
      await Promise.all(opened.map((mailer) => mailer.close()));
      await simulator.stop();
    },
  };
}

export { signal };

export const hostileXml = {
  'cut off': '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>',
  'not XML at all': '<!doctype html><html><body>Sign in to Outlook on the web<br></body></html>',
  'a bomb of entities': `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(1000)}">]><Envelope>&b;</Envelope>`,
  'an external entity': '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
  'two megabytes': `<Envelope>${'x'.repeat(2 * 1024 * 1024)}</Envelope>`,
  'nested without end': `${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`,
  'in the namespaces of the documentation':
    '<s:Envelope xmlns:s="https://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:CreateItemResponse xmlns:m="https://schemas.microsoft.com/exchange/services/2006/messages"/></s:Body></s:Envelope>',
} as const;
