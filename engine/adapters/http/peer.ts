/**
 * Who really answers where a certificate was refused: a second connection that trusts anybody, carries nothing but an empty
 * question for the time, and serves only to name the cause.
 */
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { connect, type DetailedPeerCertificate, type PeerCertificate, type TLSSocket } from 'node:tls';
import { deadline } from '../../../shared/host/clock.ts';

export interface Peer {
  /** Who signed the certificate; empty when it does not say. */
  readonly issuer: string;
  /** The Date header of the answer. */
  readonly date: string | undefined;
}

const peerMilliseconds = 5_000;

/** Null when nobody answers. `socket` is the bare connection, and closed afterwards. */
export async function meetPeer(socket: Socket, url: URL, outer: AbortSignal): Promise<Peer | null> {
  const signal = deadline(peerMilliseconds, outer);
  const secure = connect({ socket, servername: /^[\d.]+$|:/.test(url.hostname) ? '' : url.hostname, rejectUnauthorized: false });
  try {
    await settled(secure, signal);
    const issuer = issuerOf(secure.getPeerCertificate());
    return { issuer, date: await dateOf(secure, url.host, signal).catch(() => undefined) };
  } catch {
    return null;
  } finally {
    secure.destroy();
    socket.destroy();
  }
}

function settled(secure: TLSSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    secure.once('secureConnect', resolve).on('error', reject).once('close', reject);
    signal.addEventListener('abort', reject, { once: true });
  });
}

function issuerOf(certificate: PeerCertificate | DetailedPeerCertificate | null): string {
  const { CN, O } = certificate?.issuer ?? {};
  return [CN ?? O ?? ''].flat().join(' ').slice(0, 200);
}

function dateOf(secure: TLSSocket, host: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ method: 'HEAD', path: '/', headers: { host, connection: 'close' }, createConnection: () => secure, signal });
    asked.once('response', (reply) => {
      reply.resume();
      resolve(reply.headers.date);
    });
    asked.once('error', reject);
    asked.end();
  });
}
