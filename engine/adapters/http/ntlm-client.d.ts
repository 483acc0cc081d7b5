/** The part of @ewsjs/ntlm-client that we use; it brings no types. */
declare module '@ewsjs/ntlm-client' {
  interface Challenge {
    readonly flags: number;
    encoding: 'ascii' | 'ucs2';
    readonly version: number;
    readonly targetInfo?: { readonly buffer?: Buffer };
  }
  /** Throws an Error for a text that is no challenge. */
  export function decodeType2Message(header: string): Challenge;
  export function createType3Message(
    challenge: Challenge,
    ...account: readonly [user: string, password: string, workstation: string, domain: string]
  ): string;
}
