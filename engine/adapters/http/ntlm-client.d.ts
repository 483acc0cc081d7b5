/** The part of @ewsjs/ntlm-client that we use; it brings no types. A CommonJS module whose names Node cannot see: default import only. */
declare module '@ewsjs/ntlm-client' {
  interface Challenge {
    readonly flags: number;
    encoding: 'ascii' | 'ucs2';
    readonly version: number;
    readonly targetInfo?: { readonly buffer?: Buffer };
  }
  interface Library {
    /** Throws an Error for a text that is no challenge. */
    decodeType2Message(header: string): Challenge;
    createType3Message(
      challenge: Challenge,
      ...account: readonly [user: string, password: string, workstation: string, domain: string]
    ): string;
  }
  const library: Library;
  export default library;
}
