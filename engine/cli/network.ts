/** `network`: station by station to the internet and to Exchange, each tried and told (W3, Q5). Input on standard input, the password included. */
import type { z } from 'zod';
import { Failure, toAppError } from '../../shared/errors.ts';
import type { ExitName } from '../../shared/exit-codes.ts';
import { type AccountCertificate, cloudAddresses } from '../../shared/setup/account-certificate.ts';
import { type Hop, networkInputSchema, type networkLineSchema } from '../../shared/setup/engine-verbs.ts';
import { type Host, openerOf } from '../container.ts';
import { parseAccountCertificate } from '../secrets.ts';
import { proxyAccess } from '../way-out.ts';
import { readInput } from './standard-input.ts';
import {
  exchangeStation,
  intuneStation,
  proxyStation,
  type Station,
  signInStation,
  thisServer,
  unusableProxy,
  type WayOut,
} from './stations.ts';
import { harmlessParams, showError, type Terminal } from './terminal.ts';

type Input = z.output<typeof networkInputSchema>;
type Line = z.infer<typeof networkLineSchema>;
type HopName = Hop['hop'];

export async function runNetwork(host: Host, terminal: Terminal, signal: AbortSignal): Promise<ExitName> {
  const input = await readInput(networkInputSchema);
  let failed = false;
  const tell = (hop: Hop) => {
    failed ||= hop.state === 'failed';
    show(terminal, { kind: 'hop', hop });
  };
  await new Walk(host, tell, signal).run(input);
  if (signal.aborted) return 'cancelled';
  show(terminal, { kind: 'finished' });
  return failed ? 'prerequisite' : 'done';
}

class Walk {
  readonly #host: Host;
  readonly #tell: (hop: Hop) => void;
  readonly #signal: AbortSignal;
  readonly #isRehearsal: boolean;

  constructor(host: Host, tell: (hop: Hop) => void, signal: AbortSignal) {
    this.#host = host;
    this.#tell = tell;
    this.#signal = signal;
    this.#isRehearsal = openerOf(host) !== null;
  }

  async run(input: Input): Promise<void> {
    const certificate = input.accountCertificate === null ? null : parseAccountCertificate(input.accountCertificate);
    const isOnline = await this.#station('this-server', thisServer(this.#host.machine, this.#isRehearsal));
    await this.#cloud(certificate, isOnline ? await this.#wayOf(input, certificate) : null);
    const { exchange } = input;
    // The simulated Exchange is a PowerShell process and listens on no port; a name of the rehearsal must not be looked up in the real DNS.
    const isExchangeAsked = isOnline && !this.#isRehearsal;
    await this.#station('exchange', isExchangeAsked && exchange !== null ? exchangeStation(exchange) : null);
  }

  /** Sign-in and Intune are told apart even when one of them fails: a proxy may let the other through. */
  async #cloud(certificate: AccountCertificate | null, way: WayOut | Failure | null): Promise<void> {
    const open = way instanceof Failure ? null : way;
    const isOpen = way instanceof Failure ? await this.#station('proxy', unusableProxy(way)) : await this.#proxy(way);
    // Without a certificate a rehearsal knows no cloud, and the real one is none of its business.
    const isAsked = isOpen && open !== null && !(this.#isRehearsal && certificate === null);
    await this.#station('sign-in', isAsked ? signInStation(open) : null);
    await this.#station('intune', isAsked ? intuneStation(open) : null);
  }

  /** Whether the way goes on: true as well without a proxy. */
  async #proxy(way: WayOut | null): Promise<boolean> {
    const station = way === null ? null : proxyStation(way);
    return (await this.#station('proxy', station)) || (way !== null && station === null);
  }

  /** Settings of the system that cannot be followed are a failure to be told at the proxy. */
  async #wayOf({ proxy, proxyPassword }: Input, certificate: AccountCertificate | null): Promise<WayOut | Failure> {
    const { clock, environment } = this.#host;
    try {
      const access = await proxyAccess(proxy, proxyPassword, environment);
      const cloud = cloudAddresses(certificate?.cloud ?? 'global');
      return { cloud, tenantId: certificate?.tenantId ?? 'common', proxy: access, clock };
    } catch (thrown) {
      if (thrown instanceof Failure) return thrown;
      throw thrown;
    }
  }

  /** Null: nothing to try. False unless it is reached. */
  async #station(hop: HopName, station: Station | null): Promise<boolean> {
    if (this.#signal.aborted) return false;
    if (station === null) {
      this.#tell({ hop, state: 'skipped', address: null, milliseconds: null });
      return false;
    }
    const { address } = station;
    this.#tell({ hop, state: 'testing', address, milliseconds: null });
    const since = this.#host.clock.elapsed();
    const error = await station.try(this.#signal).then(() => null, toAppError);
    const milliseconds = Math.round(this.#host.clock.elapsed() - since);
    this.#tell(error === null ? { hop, state: 'ok', address, milliseconds } : { hop, state: 'failed', address, milliseconds, error });
    return error === null;
  }
}

function show(terminal: Terminal, line: Line): void {
  if (terminal.json) {
    terminal.output.line(JSON.stringify(line));
    return;
  }
  if (line.kind === 'finished' || line.hop.state === 'testing') return;
  const { hop, state, address, milliseconds, error } = line.hop;
  const { output, say } = terminal;
  const names = { hop: say(`wizard.hop.${hop}`), state: say(`cli.hop.${state}`) };
  if (address === null || milliseconds === null) output.line(say('cli.network.bare', names));
  else output.line(say('cli.network.line', { ...names, ...harmlessParams({ address }), milliseconds }));
  if (error !== undefined) showError(terminal, error);
}
