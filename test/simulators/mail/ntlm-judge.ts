/** The server's half of NTLM ([MS-NLMP] 2.2.1, 3.3.2): makes challenges and really verifies what comes back. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { md4 } from './md4.ts';

export interface Account {
  readonly address: string;
  readonly password: string;
}

export type NtlmVersion = 1 | 2;

const signature = Buffer.from('NTLMSSP\0', 'latin1');
const flag = { unicode: 0x1, target: 0x4, ntlm: 0x200, targetIsDomain: 0x10000, extended: 0x80000, targetInfo: 0x800000 } as const;

export interface Challenge {
  readonly nonce: Buffer;
  /** For the header, in base64. */
  readonly text: string;
}

/** Null when the first message is none, or offers no Unicode. Version 1 is what only very old servers ask for. */
export function challengeFor(negotiation: string, version: NtlmVersion): Challenge | null {
  const message = Buffer.from(negotiation, 'base64');
  if (typeOf(message) !== 1 || message.length < 16 || (message.readUInt32LE(12) & flag.unicode) === 0) return null;
  const nonce = randomBytes(8);
  const name = Buffer.from('CONTOSO', 'utf16le');
  const info = version === 2 ? targetInfo() : Buffer.alloc(0);
  const head = Buffer.alloc(56);
  signature.copy(head);
  head.writeUInt32LE(2, 8);
  writeField(head, 12, name.length, 56);
  const newer = version === 2 ? flag.extended | flag.targetInfo : 0;
  head.writeUInt32LE(flag.unicode | flag.target | flag.ntlm | flag.targetIsDomain | newer, 20);
  nonce.copy(head, 24);
  writeField(head, 40, info.length, 56 + name.length);
  return { nonce, text: Buffer.concat([head, name, info]).toString('base64') };
}

/** The account that the third message proves the password of, or null. */
export function provenAccount(answer: string, { nonce }: Challenge, accounts: readonly Account[]): Account | null {
  const message = Buffer.from(answer, 'base64');
  if (typeOf(message) !== 3 || message.length < 64 || (message.readUInt32LE(60) & flag.unicode) === 0) return null;
  const user = fieldOf(message, 36).toString('utf16le');
  const domain = fieldOf(message, 28).toString('utf16le');
  const response = fieldOf(message, 20);
  const account = accounts.find(({ address }) => address.toLowerCase() === user.toLowerCase());
  if (account === undefined || response.length < 44) return null;
  const key = hmac(md4(Buffer.from(account.password, 'utf16le')), Buffer.from(user.toUpperCase() + domain, 'utf16le'));
  const expected = hmac(key, Buffer.concat([nonce, response.subarray(16)]));
  return timingSafeEqual(expected, response.subarray(0, 16)) ? account : null;
}

export function isNegotiation(token: string): boolean {
  return typeOf(Buffer.from(token, 'base64')) === 1;
}

function typeOf(message: Buffer): number | null {
  return message.length >= 12 && message.subarray(0, 8).equals(signature) ? message.readUInt32LE(8) : null;
}

function fieldOf(message: Buffer, at: number): Buffer {
  const length = message.readUInt16LE(at);
  const start = message.readUInt32LE(at + 4);
  return message.subarray(start, start + length);
}

function writeField(message: Buffer, at: number, length: number, start: number): void {
  message.writeUInt16LE(length, at);
  message.writeUInt16LE(length, at + 2);
  message.writeUInt32LE(start, at + 4);
}

/** Names of domain and server, as AV pairs with an end. */
function targetInfo(): Buffer {
  const names = [
    [2, 'CONTOSO'],
    [1, 'EX01'],
    [4, 'contoso.test'],
    [3, 'ex01.contoso.test'],
  ] as const;
  const pairs = names.map(([id, name]) => {
    const value = Buffer.from(name, 'utf16le');
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  return Buffer.concat([...pairs, Buffer.alloc(4)]);
}

function hmac(key: Buffer, text: Buffer): Buffer {
  return createHmac('md5', key).update(text).digest();
}
