/** The rehearsal's admin interface on loopback: look at the whole state, change it, and let things go wrong. For tests and for people. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ExchangeSimulator } from '../exchange/server.ts';
import { faultSchema } from '../faults.ts';
import type { IntuneSimulator } from '../intune/server.ts';
import { HttpProblem, listenOnLoopback, readJson, sendJson } from '../loopback-http.ts';
import type { MailSimulator } from '../mail/server.ts';
import type { RequestLog } from '../request-log.ts';
import { enrolmentSchema, type Organization } from '../world/organization.ts';
import { organizationPage } from './page.ts';
import { actOnPage } from './page-acts.ts';
import { pageLanguages, sayIn } from './page-words.ts';

export type AdminExchange = Pick<ExchangeSimulator, 'state' | 'faults' | 'sessions' | 'servers'>;
export type AdminIntune = Pick<IntuneSimulator, 'faults' | 'approve' | 'connectors' | 'syncs' | 'setConnector' | 'setConditionalAccess'>;

export interface AdminOptions {
  readonly organization: Organization;
  readonly exchange: AdminExchange;
  readonly intune: AdminIntune;
  readonly mail: Pick<MailSimulator, 'outbox'>;
  readonly requestLog: RequestLog;
}

export interface Admin {
  readonly url: string;
  stop(): Promise<void>;
}

const text = z.string().max(1024).exactOptional();
const newPhoneSchema = z
  .strictObject({
    /** Index of the person; or name them by any address. */
    owner: z.number().int().nonnegative().exactOptional(),
    address: z.string().exactOptional(),
    easDeviceId: z.string().min(1).max(256).exactOptional(),
    friendlyName: text,
    deviceType: text,
    model: text,
    system: text,
    userAgent: text,
    imei: text,
    operatingSystem: text,
  })
  .refine(({ owner, address }) => (owner === undefined) !== (address === undefined), 'give either owner or address');

const enrolmentChangeSchema = z.strictObject({
  managedDeviceId: enrolmentSchema.shape.managedDeviceId.exactOptional(),
  azureAdDeviceId: enrolmentSchema.shape.azureAdDeviceId.exactOptional(),
  managementState: enrolmentSchema.shape.managementState.exactOptional(),
  managementAgent: enrolmentSchema.shape.managementAgent.exactOptional(),
  complianceState: enrolmentSchema.shape.complianceState.exactOptional(),
  easActivated: enrolmentSchema.shape.easActivated.exactOptional(),
  enrolledAt: enrolmentSchema.shape.enrolledAt.exactOptional(),
});

const connectorSchema = z.strictObject({
  id: z.string().exactOptional(),
  connectorServerName: z.string().min(1),
  serverName: z.string().exactOptional(),
  exchangeOrganization: z.string().exactOptional(),
  status: z.enum(['none', 'connectionPending', 'connected', 'disconnected']).exactOptional(),
  version: z.string().exactOptional(),
  lastSyncDateTime: z.iso.datetime().exactOptional(),
});

const policySchema = z.strictObject({
  enabled: z.boolean().exactOptional(),
  includedGroups: z.array(z.string()).exactOptional(),
  excludedGroups: z.array(z.string()).exactOptional(),
  overrideDefaultRule: z.boolean().exactOptional(),
});

/** One fault or several. */
const faultsSchema = z.preprocess((body) => (Array.isArray(body) ? body : [body]), z.array(faultSchema).min(1));
const emptySchema = z.strictObject({});

type Action = (options: AdminOptions, request: IncomingMessage) => Promise<unknown>;
type PhoneAction = (options: AdminOptions, index: number, request: IncomingMessage) => Promise<unknown>;

const actions: Readonly<Record<string, Action>> = {
  'GET /state': async (options) => stateOf(options),
  /** Mails that were sent. */
  'GET /outbox': async ({ mail }) => mail.outbox,
  'GET /log': async ({ requestLog }) => requestLog.entries(),
  'POST /phones': async ({ organization }, request) => {
    const { address, owner, ...phone } = await readJson(request, newPhoneSchema);
    return organization.addPhone({ ...phone, owner: ownerIndex(organization, owner, address) });
  },
  /** Every phone makes contact. */
  'POST /contact': async ({ organization }, request) => {
    await readJson(request, emptySchema);
    for (const phone of organization.phones()) organization.contact(phone.index);
    return { contacted: organization.phones().length };
  },
  'GET /faults': async ({ exchange, intune }) => faultsOf(exchange, intune),
  'POST /faults': async ({ exchange, intune }, request) => {
    const faults = await readJson(request, faultsSchema);
    for (const fault of faults) (fault.side === 'exchange' ? exchange : intune).faults.add(fault);
    return faultsOf(exchange, intune);
  },
  'DELETE /faults': async ({ exchange, intune }) => {
    exchange.faults.clear();
    intune.faults.clear();
    return faultsOf(exchange, intune);
  },
  'POST /connectors': async ({ intune }, request) => intune.setConnector(await readJson(request, connectorSchema)),
  'POST /policy': async ({ intune }, request) => {
    const change = await readJson(request, policySchema);
    intune.setConditionalAccess(change);
    return change;
  },
  /** The person at the sign-in page accepts the code. */
  'POST /sign-in': async ({ intune }, request) => {
    const { userCode } = await readJson(request, z.strictObject({ userCode: z.string().min(1) }));
    if (!intune.approve(userCode)) throw new HttpProblem(404, 'not-found', 'no sign-in waits for this code');
    return { approved: true };
  },
};

const phoneActions: Readonly<Record<string, PhoneAction>> = {
  enrol: async ({ organization }, index, request) => organization.enrol(index, await readJson(request, enrolmentChangeSchema)),
  unenrol: async ({ organization }, index, request) => {
    await readJson(request, emptySchema);
    return organization.unenrol(index);
  },
  compliance: async ({ organization }, index, request) => {
    const change = await readJson(request, enrolmentChangeSchema);
    if (organization.phone(index).enrolment === null) throw new HttpProblem(409, 'not-enrolled', `phone ${index} is not enrolled`);
    return organization.setEnrolment(index, change);
  },
  contact: async ({ organization, exchange }, index, request) => {
    await readJson(request, emptySchema);
    organization.contact(index);
    return exchange.state.access(index);
  },
  /** Whether the phone accepts the mailbox policy from its next contact on. */
  'mailbox-policy': async ({ exchange }, index, request) => {
    const change = await readJson(request, z.strictObject({ met: z.boolean() }));
    exchange.state.setMailboxPolicyMet(index, change.met);
    return change;
  },
};

export function startAdmin(options: AdminOptions): Promise<Admin> {
  return listenOnLoopback((request, response) => answer(options, request, response));
}

async function answer(options: AdminOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const call = `${request.method} ${path}`;
  if (call === 'GET /') return sendPage(response, pageFor(options, request));
  if (call === 'POST /act') return redirect(response, await actOnPage(options, request));
  const action = actions[call] ?? phoneAction(options, call);
  if (action === null) throw new HttpProblem(404, 'not-found', `there is no ${call}`);
  sendJson(response, 200, await action(options, request));
}

function phoneAction({ organization }: AdminOptions, call: string): Action | null {
  const found = /^POST \/phones\/(\d{1,9})\/([a-z-]+)$/.exec(call);
  const action = phoneActions[found?.[2] ?? ''];
  if (action === undefined) return null;
  const index = Number(found?.[1]);
  if (index >= organization.phones().length) throw new HttpProblem(404, 'not-found', `there is no phone ${index}`);
  return (options, request) => action(options, index, request);
}

const querySchema = z.object({
  language: z.enum(pageLanguages).catch('en'),
  said: z.enum(['done', 'no-code']).nullable().catch(null),
  act: z.enum(['approve', 'enrol', 'unenrol', 'make-compliant', 'break-compliance', 'contact']).catch('contact'),
});

/** The language of the address, else of the browser. */
function pageFor({ organization, exchange }: AdminOptions, request: IncomingMessage): string {
  const asked = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
  const ofBrowser = /^nl\b/i.test(request.headers['accept-language'] ?? '') ? 'nl' : 'en';
  const { language, said, act } = querySchema.parse({ language: ofBrowser, ...asked });
  const say = sayIn(language);
  return organizationPage({ organization, exchange, language, said: said === null ? '' : say(said, { act: say(act) }) });
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location });
  response.end();
}

function sendPage(response: ServerResponse, page: string): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(page);
}

function ownerIndex(organization: Organization, owner: number | undefined, address: string | undefined): number {
  const found = address === undefined ? owner : organization.personByAddress(address)?.index;
  if (found === undefined || found >= organization.people().length)
    throw new HttpProblem(400, 'bad-request', 'nobody of this organization is meant');
  return found;
}

function faultsOf(exchange: AdminExchange, intune: AdminIntune) {
  return [...exchange.faults.list(), ...intune.faults.list()];
}

function stateOf({ organization, exchange, intune }: AdminOptions) {
  const { world } = organization;
  return {
    seed: world.seed,
    organization: world.organization,
    domain: world.domain,
    groups: world.groups,
    includedGroups: world.includedGroups,
    excludedGroups: world.excludedGroups,
    people: organization.people(),
    phones: organization.phones().map((phone) => ({ ...phone, access: exchange.state.access(phone.index) })),
    exchange: {
      servers: exchange.servers,
      sessions: exchange.sessions(),
      settings: exchange.state.settings(),
      rules: exchange.state.rules,
      foreignEntries: exchange.state.foreignEntries,
      mailboxes: organization.people().map(({ index, mailboxGuid }) => ({ mailboxGuid, ...exchange.state.mailbox(index) })),
    },
    intune: { connectors: intune.connectors(), syncs: intune.syncs() },
    faults: faultsOf(exchange, intune),
  };
}
