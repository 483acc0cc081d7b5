/**
 * NTLM with a user's own name and password, for proxies and for Exchange Web Services. The three messages belong to one kept
 * connection: negotiate, the other side's challenge, authenticate ([MS-NLMP] 1.3.1.1).
 */
// Also for the programs that see this file from another folder.
/// <reference path="./ntlm-client.d.ts" />
import library from '@ewsjs/ntlm-client';

/** `domain\user` or `user@domain`, and the password. */
export interface NtlmAccount {
  readonly user: string;
  readonly password: string;
}

const flags = { unicode: 0x1, oem: 0x2, requestTarget: 0x4, ntlm: 0x200, alwaysSign: 0x8000, extendedSecurity: 0x80000 } as const;
const offered = Object.values(flags).reduce((sum, flag) => sum | flag, 0);
/** The library writes the answer into 1024 bytes and cuts what does not fit. */
const largestAnswer = 1024;
const fixedPart = 64 + 24 + 48;

/** The first message, as value of an authorization header. Built here because the library's offers no Unicode: names would lose their accents. */
export function ntlmNegotiation(): string {
  const message = Buffer.alloc(32);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(offered, 12);
  return `NTLM ${message.toString('base64')}`;
}

/** The third message for the challenge of an authenticate header; null when that header carries none that we can answer. */
export function ntlmAnswer(header: string, { user, password }: NtlmAccount): string | null {
  const token = /\bNTLM ([A-Za-z0-9+/=]{40,})/i.exec(header)?.[1];
  // A sign-in name in the form of an address says the domain itself.
  const [domain, name] = user.includes('\\') ? user.split('\\') : ['', user];
  if (token === undefined || domain === undefined || name === undefined) return null;
  try {
    const challenge = library.decodeType2Message(`NTLM ${token}`);
    if ((challenge.flags & flags.unicode) !== 0) challenge.encoding = 'ucs2';
    const target = challenge.targetInfo?.buffer?.length;
    // Without target information there is no NTLMv2, and the older form gives the password away to whoever listens.
    if (challenge.version !== 2 || target === undefined) return null;
    if (fixedPart + target + 2 * user.length > largestAnswer) return null;
    return library.createType3Message(challenge, name, password, '', domain);
  } catch {
    return null;
  }
}
