/** An HTTP proxy on loopback that speaks CONNECT: open, with credentials, or difficult in one of the ways that proxies are. */
import { connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { createTlsIdentity, type TlsIdentity } from '../intune/tls.ts';
import { isBasicFor, NtlmDoor } from './credentials.ts';
import { pageText, type Request, readRequest } from './wire.ts';

export interface ProxyOptions {
  /**
   * `refusing`: 403 to every CONNECT; `dropping`: cuts each tunnel after its first bytes; `inspecting`: answers TLS itself, with a
   * certificate of its own authority; `captive`: answers TLS as the host, with a page; `silent`: takes connections and says nothing;
   * `offering`: refuses everybody and offers `alsoOffers` only, for instance Kerberos.
   */
  readonly mode: 'none' | 'basic' | 'ntlm' | 'offering' | 'refusing' | 'dropping' | 'inspecting' | 'captive' | 'silent';
  /** `domain\user` for NTLM. */
  readonly user?: string;
  readonly password?: string;
  /** Offers beside the scheme of the mode, as real proxies make. */
  readonly alsoOffers?: readonly string[];
  /** `dropping`: so many bytes of the host's come through first; left out: none. */
  readonly dropAfterBytes?: number;
  /** The port on loopback where every host is met, whatever its name; left out: only loopback is led to. */
  readonly leadsTo?: number;
  /** Pages of refusal come in pieces, without a length. */
  readonly isChunked?: boolean;
  /** The certificate to answer TLS with; for `captive`, one that the client trusts. */
  readonly identity?: TlsIdentity;
}

export interface ProxyCounts {
  /** Connections from clients. */
  readonly connections: number;
  /** CONNECT requests. */
  readonly asked: number;
  /** Answers 407. */
  readonly challenged: number;
  /** Tunnels that were opened. */
  readonly opened: number;
}

export interface ProxyFixture {
  readonly server: string;
  readonly port: number;
  counts(): ProxyCounts;
  /** Hosts with ports that were asked for, in turn. */
  readonly targets: readonly string[];
  /** Schemes of the Proxy-Authorization headers that came. */
  readonly schemes: readonly string[];
  setPassword(password: string): void;
  /** Tunnels that are opened from now on end after so many bytes of the host's; null: they do not. */
  dropAfter(bytes: number | null): void;
  /** Cuts every connection that is open now. */
  cut(): void;
  stop(): Promise<void>;
}

interface State {
  readonly options: ProxyOptions;
  readonly counts: { -readonly [name in keyof ProxyCounts]: number };
  readonly targets: string[];
  readonly schemes: string[];
  readonly open: Set<Socket>;
  password: string;
  dropAfter: number | null;
}

export const inspectionAuthority = 'Contoso inspection authority';

export async function startProxy(given: ProxyOptions): Promise<ProxyFixture> {
  const options = given.mode === 'inspecting' ? { identity: await createTlsIdentity({ authority: inspectionAuthority }), ...given } : given;
  const state: State = {
    options,
    counts: { connections: 0, asked: 0, challenged: 0, opened: 0 },
    targets: [],
    schemes: [],
    open: new Set(),
    password: options.password ?? '',
    dropAfter: options.mode === 'dropping' ? (options.dropAfterBytes ?? 0) : null,
  };
  const server = createServer((socket) => {
    state.counts.connections += 1;
    track(state, socket);
    serve(state, socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => void server.once('error', reject).listen({ port: 0, host: '127.0.0.1' }, resolve));
  const cut = () => {
    for (const socket of state.open) socket.destroy();
  };
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    server: '127.0.0.1',
    port: address.port,
    counts: () => ({ ...state.counts }),
    targets: state.targets,
    schemes: state.schemes,
    setPassword: (password) => {
      state.password = password;
    },
    dropAfter: (bytes) => {
      state.dropAfter = bytes;
    },
    cut,
    stop: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      cut();
      await closed;
    },
  };
}

function track({ open }: State, socket: Socket): void {
  open.add(socket);
  socket.on('error', () => socket.destroy()).once('close', () => open.delete(socket));
}

/** One client: NTLM proves a connection, so its door lives as long as that. */
async function serve(state: State, socket: Socket): Promise<void> {
  if (state.options.mode === 'silent') return void socket.resume();
  const door = new NtlmDoor();
  for (let request = await readRequest(socket); request !== null; request = await readRequest(socket)) {
    state.counts.asked += 1;
    state.targets.push(request.target);
    const offers = refusalOf(state, request, door);
    if (offers === null) return await admit(state, request.target, socket);
    state.counts.challenged += 1;
    // A bare offer ends the connection, as some proxies do; a challenge keeps it, or NTLM could not go on.
    const isKept = offers.some((offer) => /^NTLM \S/.test(offer));
    const lines = [...offers.map((offer) => `Proxy-Authenticate: ${offer}`), isKept ? 'Proxy-Connection: keep-alive' : 'Connection: close'];
    socket.write(
      pageText({ status: 407, reason: 'Proxy Authentication Required', headers: lines, isChunked: state.options.isChunked ?? false }),
    );
    if (!isKept) return void socket.end();
  }
}

/** What the proxy offers to a client that has not proved itself, or null. */
function refusalOf(state: State, { authorization }: Request, door: NtlmDoor): readonly string[] | null {
  const { mode, user = '', alsoOffers = [] } = state.options;
  const scheme = authorization.split(' ')[0] ?? '';
  if (scheme !== '') state.schemes.push(scheme);
  const account = { user, password: state.password };
  if (mode === 'basic') return isBasicFor(authorization, account) ? null : [...alsoOffers, 'Basic realm="proxy, of Contoso"'];
  if (mode === 'offering') return alsoOffers;
  if (mode !== 'ntlm') return null;
  const answer = door.answer(authorization, account);
  return answer === 'NTLM' ? [...alsoOffers, answer] : answer === null ? null : [answer];
}

async function admit(state: State, target: string, socket: Socket): Promise<void> {
  const { mode, identity } = state.options;
  if (mode === 'refusing') return void socket.end(pageText({ status: 403, reason: 'Forbidden', headers: ['Connection: close'] }));
  if (identity === undefined) return await tunnel(state, target, socket);
  socket.write(established);
  const secure = new TLSSocket(socket, { isServer: true, key: identity.privateKey, cert: identity.certificate });
  track(state, secure);
  secure.on('data', () =>
    secure.end(pageText({ status: 200, reason: 'OK', headers: [`Date: ${new Date().toUTCString()}`, 'Connection: close'] })),
  );
}

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** Leads to loopback only, whatever is asked for. */
async function tunnel(state: State, target: string, socket: Socket): Promise<void> {
  const [, host, port] = /^(localhost|127\.[\d.]+):(\d+)$/.exec(target) ?? [];
  const { leadsTo = host === undefined ? null : Number(port) } = state.options;
  const upstream = leadsTo === null ? null : await reached(leadsTo);
  if (upstream === null) return void socket.end(pageText({ status: 502, reason: 'Bad Gateway', headers: ['Connection: close'] }));
  track(state, upstream);
  state.counts.opened += 1;
  socket.write(established);
  socket.once('close', () => upstream.destroy());
  upstream.once('close', () => socket.destroy());
  const { dropAfter } = state;
  if (dropAfter === 0) return void socket.once('data', () => socket.destroy()).resume();
  if (dropAfter !== null) upstream.on('data', () => upstream.bytesRead > dropAfter && socket.destroy());
  socket.pipe(upstream).pipe(socket);
}

function reached(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(socket)).once('error', () => resolve(null));
  });
}
