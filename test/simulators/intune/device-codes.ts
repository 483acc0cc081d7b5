/** Device codes that wait for a person, and the small page on which that person says yes. */

import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { portOf, stopServer } from './ports.ts';

export type DeviceCodeState = 'waiting' | 'approved' | 'declined' | 'expired' | 'unknown';

interface Pending {
  readonly userCode: string;
  readonly expires: number;
  state: 'waiting' | 'approved' | 'declined';
}

const letters = 'BCDFGHJKLMNPQRSTVWXZ2456789';

export class DeviceCodes {
  readonly #pending = new Map<string, Pending>();
  /** How long a code is valid. */
  lifetimeSeconds = 900;

  create(): { readonly deviceCode: string; readonly userCode: string; readonly expiresIn: number } {
    const deviceCode = randomBytes(32).toString('base64url');
    const userCode = Array.from({ length: 9 }, () => letters.charAt(randomInt(letters.length))).join('');
    this.#pending.set(deviceCode, { userCode, expires: Date.now() + this.lifetimeSeconds * 1000, state: 'waiting' });
    return { deviceCode, userCode, expiresIn: this.lifetimeSeconds };
  }

  /** An approved code can be redeemed once. */
  redeem(deviceCode: string): DeviceCodeState {
    const pending = this.#pending.get(deviceCode);
    if (pending === undefined) return 'unknown';
    if (Date.now() > pending.expires) return 'expired';
    if (pending.state === 'approved') this.#pending.delete(deviceCode);
    return pending.state;
  }

  /** False when no such code waits. */
  decide(userCode: string, state: 'approved' | 'declined'): boolean {
    const wanted = userCode.trim().toUpperCase();
    const pending = [...this.#pending.values()].find(
      (one) => one.userCode === wanted && one.state === 'waiting' && Date.now() <= one.expires,
    );
    if (pending === undefined) return false;
    pending.state = state;
    return true;
  }
}

export interface ApprovalPage {
  readonly address: string;
  stop(): Promise<void>;
}

/** Plain HTTP, so that any browser on this machine opens it; only codes that the connector showed go over it. */
export async function openApprovalPage(codes: DeviceCodes): Promise<ApprovalPage> {
  const server: Server = createServer((request, response) => {
    serve(codes, request, response).catch(() => response.destroy());
  });
  const port = await portOf(server);
  return { address: `http://localhost:${port}/devicelogin`, stop: () => stopServer(server) };
}

async function serve(codes: DeviceCodes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
  };
  if (request.method !== 'POST') {
    response
      .writeHead(200, headers)
      .end(
        page(
          '<form method="post"><label>Code <input name="code" autofocus required></label> <button name="answer" value="approved">Allow</button> <button name="answer" value="declined">Deny</button></form>',
        ),
      );
    return;
  }
  const form = new URLSearchParams(await smallBody(request));
  const answer = form.get('answer') === 'declined' ? 'declined' : 'approved';
  const known = codes.decide(form.get('code') ?? '', answer);
  response
    .writeHead(known ? 200 : 400, headers)
    .end(
      page(
        known
          ? `<p>${answer === 'approved' ? 'You are signed in' : 'You denied the sign-in'}. You may close this page.</p>`
          : '<p>This code is not known or has expired.</p>',
      ),
    );
}

async function smallBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 4096) throw new RangeError('the form is too large');
  }
  return text;
}

function page(content: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Rehearsal sign-in</title></head><body><h1>Rehearsal sign-in (simulated Entra)</h1>${content}</body></html>`;
}
