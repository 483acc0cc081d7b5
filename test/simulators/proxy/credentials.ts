/** The proxy's side of Basic and of NTLMv2: makes challenges, and checks the answers for real ([MS-NLMP] 3.3.2). */
import { createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { z } from 'zod';

// OpenSSL 3 has no MD4, and so Node has none; the client's library brings one.
const { createNTLMHash } = z
  .object({ createNTLMHash: z.function({ input: [z.string()], output: z.instanceof(Buffer) }) })
  .parse(createRequire(import.meta.url)('@ewsjs/ntlm-client/lib/hash.js'));

const domainName = 'CONTOSO';
/** Unicode, target, NTLM, signing, target is a domain, extended security, target information. */
const flags = 0x1 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000;

interface Account {
  readonly user: string;
  readonly password: string;
}

export function isBasicFor(authorization: string, { user, password }: Account): boolean {
  const [scheme, value = ''] = authorization.split(' ');
  return scheme === 'Basic' && Buffer.from(value, 'base64').toString('utf8') === `${user}:${password}`;
}

/** Where one connection proves itself. */
export class NtlmDoor {
  #challenge: Challenge | null = null;

  /** Null for a proof that holds; else what to say in Proxy-Authenticate. */
  answer(authorization: string, account: Account): string | null {
    const [scheme, value = ''] = authorization.split(' ');
    if (scheme !== 'NTLM') return 'NTLM';
    if (this.#challenge !== null && proves(value, this.#challenge, account)) return null;
    this.#challenge = challengeFor(value);
    return this.#challenge === null ? 'NTLM' : `NTLM ${this.#challenge.text}`;
  }
}

interface Challenge {
  readonly nonce: Buffer;
  /** As it goes into the header. */
  readonly text: string;
}

/** Null when the text is no first message that asks for NTLMv2 and names in Unicode. */
function challengeFor(negotiation: string): Challenge | null {
  const asked = Buffer.from(negotiation, 'base64');
  if (asked.toString('latin1', 0, 8) !== 'NTLMSSP\0' || asked.readUInt32LE(8) !== 1) return null;
  if ((asked.readUInt32LE(12) & 0x80001) !== 0x80001) return null;
  const nonce = randomBytes(8);
  const target = Buffer.from(domainName, 'utf16le');
  const information = Buffer.concat([pair(2, domainName), pair(1, 'PROXY'), pair(4, 'contoso.test'), Buffer.alloc(4)]);
  const head = Buffer.alloc(56);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(2, 8);
  field(head, 12, { length: target.length, offset: head.length });
  head.writeUInt32LE(flags, 20);
  nonce.copy(head, 24);
  field(head, 40, { length: information.length, offset: head.length + target.length });
  return { nonce, text: Buffer.concat([head, target, information]).toString('base64') };
}

/** Whether the third message proves `domain\user` and the password for this challenge. */
function proves(answer: string, { nonce }: Challenge, account: Account): boolean {
  const message = Buffer.from(answer, 'base64');
  if (message.toString('latin1', 0, 8) !== 'NTLMSSP\0' || message.readUInt32LE(8) !== 3) return false;
  const [domain, name] = [textAt(message, 28), textAt(message, 36)];
  if (`${domain}\\${name}`.toLowerCase() !== account.user.toLowerCase()) return false;
  const response = bytesAt(message, 20);
  const key = hmac(createNTLMHash(account.password), Buffer.from(name.toUpperCase() + domain, 'utf16le'));
  return response.length > 24 && hmac(key, Buffer.concat([nonce, response.subarray(16)])).equals(response.subarray(0, 16));
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}

function pair(id: number, value: string): Buffer {
  const text = Buffer.from(value, 'utf16le');
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(text.length, 2);
  return Buffer.concat([head, text]);
}

function field(message: Buffer, at: number, { length, offset }: { readonly length: number; readonly offset: number }): void {
  message.writeUInt16LE(length, at);
  message.writeUInt16LE(length, at + 2);
  message.writeUInt32LE(offset, at + 4);
}

function bytesAt(message: Buffer, at: number): Buffer {
  const offset = message.readUInt32LE(at + 4);
  return message.subarray(offset, offset + message.readUInt16LE(at));
}

function textAt(message: Buffer, at: number): string {
  return bytesAt(message, at).toString('utf16le');
}
