/** The Intune of the rehearsal organization: sign-in and Graph over TLS on loopback, with an authority made at the start. */
import { createServer } from 'node:https';
import type { AccountCertificate } from '../../../shared/setup/account-certificate.ts';
import { type FaultEffect, FaultList } from '../faults.ts';
import type { RequestLog } from '../request-log.ts';
import type { Organization } from '../world/organization.ts';
import { type Administrator, startingAdministrator } from './administrator.ts';
import { AuthorizationCodes } from './authorization-codes.ts';
import { type Arrival, walkSignInPage } from './browser.ts';
import { SimulatedClock } from './clock.ts';
import { cloudHosts } from './cloud-hosts.ts';
import { type Connector, Connectors } from './connectors.ts';
import { damaged } from './damage.ts';
import { DeltaQueries } from './delta.ts';
import { DeviceCodes } from './device-codes.ts';
import { directoryRoutes } from './directory-routes.ts';
import { Entra } from './entra.ts';
import { EntraDevices } from './entra-devices.ts';
import { EntraDirectory } from './entra-directory.ts';
import { GraphRouter } from './graph-router.ts';
import { listener, subjectOf } from './http.ts';
import { intuneRoutes } from './intune-routes.ts';
import { largestPage, ManagedDevices } from './managed-devices.ts';
import type { Call, Reply } from './messages.ts';
import { graphError, type Row } from './odata.ts';
import { type ConditionalAccess, type ExchangePolicy, type PolicyState, startingPolicy } from './policy.ts';
import { portOf, resetterOf, stopServer } from './ports.ts';
import { openSignInPages, type SignInPages } from './sign-in-pages.ts';
import { startingTenant, type Tenant } from './tenant.ts';
import { Throttle } from './throttle.ts';
import { createClientCertificate, createTlsIdentity } from './tls.ts';
import { TokenMint } from './tokens.ts';
import { alsoKept } from './traffic.ts';

export interface IntuneSimulatorOptions {
  readonly organization: Organization;
  readonly requestLog: RequestLog;
  /** Keeps connector records over a restart. */
  readonly stateFile?: string;
  /** The Exchange organization whose connector record {@link IntuneSimulator.setConnector} writes when none is named. */
  readonly exchangeOrganization: string;
  /** Registered for the application and handed out in the account certificate; without it a fresh one. */
  readonly account?: Pick<AccountCertificate, 'certificate' | 'privateKey'>;
}

export interface IntuneSimulator {
  /** `https://localhost:PORT`; sign-in and Graph share one server. */
  readonly authority: string;
  readonly graph: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly trustedAuthority: string;
  /** Text of `MicrosoftIntune.accountcert`. */
  readonly accountCertificate: string;
  readonly approvalPage: string;
  readonly authorizePage: string;
  readonly faults: FaultList;
  /** People and groups as Entra holds them; changes show in delta queries. */
  readonly directory: EntraDirectory;
  readonly delta: DeltaQueries;
  readonly clock: SimulatedClock;
  readonly throttle: Throttle;
  /** False when no such code waits. */
  approve(userCode: string): boolean;
  decline(userCode: string): boolean;
  /** As a person with a browser: opens the address, allows, and follows back to the program that asked. */
  approveBrowser(address: string): Promise<Arrival>;
  declineBrowser(address: string): Promise<Arrival>;
  connectors(): readonly Connector[];
  /** Synchronizations that were asked of a connector, which Graph itself tells nobody. */
  syncs(): ReturnType<Connectors['syncs']>;
  setConnector(record: Partial<Connector>): Connector;
  dropConnector(id: string): void;
  /** Connector records take no write any more, or do again. */
  retireConnectors(isRetired: boolean): void;
  setConditionalAccess(change: Partial<ConditionalAccess>): void;
  /** Null: the tenant has no such policy. */
  setExchangePolicy(policy: ExchangePolicy | null): void;
  setTenant(change: Partial<Tenant>): void;
  /** The person who signs in during set-up. */
  setAdministrator(change: Partial<Administrator>): void;
  /** What Intune says of an enrolled device in place of what the organization knows. */
  setDevice(managedDeviceId: string, change: Row): void;
  /** The rows of a walk over all enrolled devices at this moment. */
  managedDevices(): readonly Row[];
  /** Answers single entities wrapped in `value`, as Microsoft's samples do. */
  wrapSingles(wrapped: boolean): void;
  /** Of the application, beside its certificate. */
  setClientSecret(secret: string | null): void;
  /** In place of the certificate that the application was registered with: PEM, as an administrator uploads it. */
  registerCertificate(certificate: string): void;
  /** Application permissions from the next token on. */
  setRoles(roles: readonly string[]): void;
  /** Life of device codes from the next one on. */
  setDeviceCodeLifetime(seconds: number): void;
  /** Rows in a page at most. */
  pageSize: number;
  stop(): Promise<void>;
}

/** What the connector's application is allowed to do, least privilege (graph.md section 7). */
export const allRoles: readonly string[] = [
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementServiceConfig.ReadWrite.All',
  'User.Read.All',
  'GroupMember.Read.All',
  'Organization.Read.All',
];

interface Parts {
  readonly options: IntuneSimulatorOptions;
  readonly state: { secret: string | null; policy: PolicyState; tenant: Tenant; administrator: Administrator; pageSize: number };
  readonly codes: DeviceCodes;
  readonly authorizations: AuthorizationCodes;
  readonly connectors: Connectors;
  readonly devices: ManagedDevices;
  readonly directory: EntraDirectory;
  readonly clock: SimulatedClock;
  readonly throttle: Throttle;
  readonly delta: DeltaQueries;
  readonly faults: FaultList;
  readonly roles: { list: readonly string[] };
  readonly registration: { readonly clientId: string; certificate: string };
}

/** Starts on free ports of loopback. Throws an Error when the state file holds something else. */
export async function startIntuneSimulator(options: IntuneSimulatorOptions): Promise<IntuneSimulator> {
  const tls = await createTlsIdentity({ names: cloudHosts });
  const client = options.account ?? (await createClientCertificate());
  const parts = partsOf(options, client.certificate);
  const { codes: devices, authorizations, faults } = parts;
  const { tenantId, clientId } = options.organization.world;
  const pages = await openSignInPages({ devices, authorizations, tenantId, clientId });
  const answer = services(parts, pages);
  const server = createServer({ cert: tls.certificate, key: tls.privateKey });
  server.on(
    'request',
    listener({ answer, faults, log: alsoKept(options.requestLog), now: () => parts.clock.now(), reset: resetterOf(server) }),
  );
  const address = `https://localhost:${await portOf(server)}`;
  const cloud = { authority: address, graph: address, trustedAuthority: tls.authority };
  const certificate: AccountCertificate = { version: 1, tenantId, clientId, cloud, ...client };
  return {
    ...cloud,
    ...controls(parts),
    accountCertificate: JSON.stringify(certificate, null, 2),
    approvalPage: pages.approvalPage,
    authorizePage: pages.authorizePage,
    faults,
    directory: parts.directory,
    delta: parts.delta,
    clock: parts.clock,
    throttle: parts.throttle,
    get pageSize() {
      return parts.state.pageSize;
    },
    set pageSize(rows: number) {
      parts.state.pageSize = rows;
    },
    stop: async () => {
      await Promise.all([stopServer(server), pages.stop()]);
    },
  };
}

function partsOf(options: IntuneSimulatorOptions, certificate: string): Parts {
  const { organization } = options;
  const directory = new EntraDirectory(organization);
  const clock = new SimulatedClock();
  return {
    options,
    codes: new DeviceCodes(),
    authorizations: new AuthorizationCodes(),
    connectors: new Connectors(options.stateFile),
    devices: new ManagedDevices(organization),
    directory,
    clock,
    delta: new DeltaQueries(directory.journal, clock),
    throttle: new Throttle(clock, organization.people().length),
    faults: new FaultList('intune'),
    roles: { list: allRoles },
    registration: { clientId: organization.world.clientId, certificate },
    state: {
      secret: null,
      policy: startingPolicy(organization),
      tenant: startingTenant,
      administrator: startingAdministrator,
      pageSize: largestPage,
    },
  };
}

function services(parts: Parts, pages: SignInPages) {
  const { options, codes, authorizations, clock, faults, roles, registration, state } = parts;
  const { tenantId, domain } = options.organization.world;
  const mint = new TokenMint(clock);
  const entra = new Entra({
    tenantId,
    domain,
    registration,
    secret: () => state.secret,
    mint,
    codes,
    authorizations,
    approvalPage: pages.approvalPage,
    authorizePage: pages.authorizePage,
    roles: () => roles.list,
    administratorRoles: () => state.administrator.roles,
    clock,
  });
  const registered = new EntraDevices(options.organization, parts.directory.journal);
  const routes = [
    ...intuneRoutes({ ...parts, organization: options.organization }),
    ...directoryRoutes({ ...parts, organization: options.organization, devices: registered }),
  ];
  const answerInner = (call: Call): Reply => {
    const effects = faults.take(subjectOf(call));
    const { planned, cut, ...outcome } = damaged(answer(call, effects), effects, { url: call.url, now: clock.now() });
    const reply = cut === undefined ? outcome.reply : brokenBehind;
    return planned ? { ...reply, planned } : reply;
  };
  const graph = new GraphRouter({ tenantId, mint, routes, answerInner, throttle: parts.throttle });
  const answer = (call: Call, effects: readonly FaultEffect[]): Reply => {
    const reply = effects.some(isInstead) ? { status: 200, body: {} } : (entra.answer(call) ?? graph.answer(call) ?? nothingHere());
    for (const effect of effects) if (effect.kind === 'rename') parts.devices.renameAfter(call.url, state.pageSize, effect.outcome);
    return reply;
  };
  return answer;
}

/** Within a batch no connection of the caller can break, only one behind the batch. */
const brokenBehind: Reply = { status: 504, body: graphError('GatewayTimeout', 'The service behind the batch did not answer in time.') };

/** Such a fault comes instead of the service, so the request must not change anything either. */
function isInstead(effect: FaultEffect): boolean {
  if (effect.kind === 'damage') return effect.how === 'html' || effect.how === 'expired-token';
  return effect.kind === 'down' || effect.kind === 'reset' || effect.kind === 'error' || effect.kind === 'throttle';
}

function nothingHere(): Reply {
  return { status: 404, body: graphError('NotFound', 'There is nothing here.') };
}

function controls(parts: Parts) {
  const { options, state, codes, connectors, devices, roles, registration } = parts;
  return {
    approve: (userCode: string) => codes.decide(userCode, 'approved'),
    decline: (userCode: string) => codes.decide(userCode, 'declined'),
    approveBrowser: (address: string) => walkSignInPage(address, 'approved'),
    declineBrowser: (address: string) => walkSignInPage(address, 'declined'),
    connectors: () => connectors.list(),
    syncs: () => connectors.syncs(),
    setConnector: (record: Partial<Connector>) => connectors.set({ exchangeOrganization: options.exchangeOrganization, ...record }),
    dropConnector: (id: string) => connectors.drop(id),
    retireConnectors: (isRetired: boolean) => {
      connectors.isRetired = isRetired;
    },
    setConditionalAccess: (change: Partial<ConditionalAccess>) => {
      state.policy = { ...state.policy, conditionalAccess: { ...state.policy.conditionalAccess, ...change } };
    },
    setExchangePolicy: (policy: ExchangePolicy | null) => {
      state.policy = { ...state.policy, exchangePolicy: policy };
    },
    setTenant: (change: Partial<Tenant>) => {
      state.tenant = { ...state.tenant, ...change };
    },
    setAdministrator: (change: Partial<Administrator>) => {
      state.administrator = { ...state.administrator, ...change };
    },
    setDevice: (managedDeviceId: string, change: Row) => devices.set(managedDeviceId, change),
    managedDevices: () => devices.rows(),
    wrapSingles: (wrapped: boolean) => {
      state.policy = { ...state.policy, wrapped };
    },
    setClientSecret: (secret: string | null) => {
      state.secret = secret;
    },
    registerCertificate: (certificate: string) => {
      registration.certificate = certificate;
    },
    setRoles: (list: readonly string[]) => {
      roles.list = list;
    },
    setDeviceCodeLifetime: (seconds: number) => {
      codes.lifetimeSeconds = seconds;
    },
  };
}
