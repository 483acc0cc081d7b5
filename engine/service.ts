/** The running engine behind the control channel. */
import type { ControlResult, EngineStatus } from '../shared/control/contract.ts';
import { protocolVersion } from '../shared/control/contract.ts';
import type { ExchangeLoadStatus } from '../shared/control/exchange-load.ts';
import { Failure } from '../shared/errors.ts';
import { proofOf } from '../shared/host/control-client.ts';
import type { CredentialVault } from '../shared/host/vault.ts';
import { secretNames } from '../shared/setup/answers.ts';
import { certificateEnd } from './account-certificate.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import type { ControlHandlers } from './control/handlers.ts';
import type { ControlKey } from './control-key.ts';
import { certificateLife } from './domain/tenant-checks.ts';
import { problemIn } from './policy-file-problem.ts';
import type { ExchangeFacts } from './ports/exchange-gateway.ts';
import type { PolicyHistory } from './ports/policy-history.ts';
import type { PolicyFile } from './ports/policy-source.ts';
import { hasSecret, parseAccountCertificate, removeSecret, storeSecret } from './secrets.ts';
import { askRights, type OrderParts, orderDevice } from './sync/device-orders.ts';
import type { SyncRunner } from './sync/runner.ts';
import { type ConnectorParts, tenantConnectors, unregister } from './tenant-connectors.ts';

export interface ServiceParts extends ConnectorParts, OrderParts {
  readonly version: string;
  readonly rehearsal: boolean;
  readonly key: ControlKey;
  readonly configuration: ConfigurationFile;
  readonly vault: CredentialVault;
  readonly policies: PolicyHistory;
  readonly policyFile: PolicyFile;
  readonly runner: SyncRunner;
  /** Facts of the last connection to Exchange. */
  facts(): ExchangeFacts | null;
  /** What Exchange is asked for now. */
  exchangeLoad(): ExchangeLoadStatus;
  /** Called once a client asked to stop, after the answer. */
  onStop(): void;
}

const noDevices = { total: 0, allowed: 0, blocked: 0, quarantined: 0 } as const;

export function createHandlers(parts: ServiceParts): ControlHandlers {
  const startedAt = parts.clock.now().toISOString();
  const status = () => statusOf(parts, startedAt);
  return {
    hello: async ({ protocol, nonce }) => {
      if (protocol !== protocolVersion)
        throw new Failure('channel.version-mismatch', { params: { ours: protocolVersion, theirs: protocol } });
      const key = parts.key.current();
      return { protocol: protocolVersion, version: parts.version, proof: key === null ? '' : proofOf(key, nonce) };
    },
    adoptKey: async ({ key }) => {
      await parts.key.adopt(key);
      return { adopted: true };
    },
    status,
    devices: async ({ after, limit }) => {
      const page = parts.state.devices(after, limit);
      return { devices: [...page.devices], next: page.next };
    },
    explain: async ({ text }) => explain(parts, text),
    storeSecret: async ({ name, value }) => {
      await storeSecret(parts.vault, name, value);
      return { stored: true };
    },
    removeSecret: async ({ name }) => {
      const removed = await removeSecret(parts.vault, name);
      await forgetWhenEmpty(parts);
      return { removed };
    },
    reload: async () => {
      await parts.configuration.reload();
      return await status();
    },
    syncFull: (request, context) => parts.runner.full(request, context.signal, context.onProgress),
    takeBack: (_, context) => parts.runner.takeBack(context.signal, context.onProgress),
    policy: async () => policyStatus(parts),
    rights: (_, context) => askRights(parts, context.signal),
    orderDevice: (order, context) => orderDevice(parts, order, context.signal),
    connectors: (_, context) => tenantConnectors(parts, context.signal),
    unregister: async (_, context) => ({ removed: await unregister(parts, context.signal) }),
    stop: async () => {
      setImmediate(parts.onStop);
      return { stopping: true };
    },
  };
}

/** An engine without any secret belongs to nobody any more: its key goes too, so that nothing of it stays in the vault. */
async function forgetWhenEmpty({ vault, key }: ServiceParts): Promise<void> {
  const kept = await Promise.all(secretNames.map((name) => vault.read(name)));
  if (kept.every((secret) => secret === null)) await key.forget();
}

function explain(parts: ServiceParts, text: string): ControlResult<'explain'> {
  const found = parts.state.explain(text);
  if (found.length === 0) throw new Failure('device.unknown', { params: { text } });
  return [...found];
}

async function statusOf(parts: ServiceParts, startedAt: string): Promise<EngineStatus> {
  const facts = parts.facts();
  const last = parts.state.lastReport();
  return {
    version: parts.version,
    pid: process.pid,
    startedAt,
    state: stateOf(parts),
    rehearsal: parts.rehearsal,
    mode: parts.configuration.current()?.mode ?? null,
    powershell: facts?.powershell ?? null,
    exchange: facts === null ? null : { server: facts.server, organization: facts.organization, version: facts.version },
    secrets: await secretsOf(parts.vault),
    accountCertificate: await lifeOf(parts),
    devices: last?.devices ?? noDevices,
    exchangeLoad: parts.exchangeLoad(),
    running: parts.runner.progress(),
    lastFull: last,
    policy: policyInStatus(parts),
    policyFileProblem: await problemIn(parts.policyFile),
    held: last?.outcome === 'held' ? (last.guard ?? null) : null,
  };
}

/** A broken file is told before a run needs it; other problems as of the last run. */
async function policyStatus({ policies, state, policyFile }: ServiceParts): Promise<ControlResult<'policy'>> {
  return { inForce: policies.current(), problem: (await problemIn(policyFile)) ?? state.lastReport()?.policyProblem ?? null };
}

function policyInStatus({ policies }: ServiceParts): EngineStatus['policy'] {
  const current = policies.current();
  if (current === null) return null;
  const { number, origin, since } = current;
  return { number, origin, since };
}

async function lifeOf({ vault, clock }: ServiceParts): Promise<EngineStatus['accountCertificate']> {
  try {
    const text = await vault.read('account-certificate');
    return text === null ? null : certificateLife(certificateEnd(parseAccountCertificate(text)), clock.now());
  } catch {
    return null;
  }
}

async function secretsOf(vault: CredentialVault): Promise<EngineStatus['secrets']> {
  const [exchangePassword, accountCertificate, proxyPassword, notificationPassword] = await Promise.all([
    hasSecret(vault, 'exchange-password'),
    hasSecret(vault, 'account-certificate'),
    hasSecret(vault, 'proxy-password'),
    hasSecret(vault, 'notification-password'),
  ]);
  return { exchangePassword, accountCertificate, proxyPassword, notificationPassword };
}

function stateOf({ runner, configuration }: ServiceParts): EngineStatus['state'] {
  if (runner.isStopping()) return 'stopping';
  if (runner.isRunning()) return 'synchronizing';
  return configuration.current() === null ? 'not-configured' : 'idle';
}
