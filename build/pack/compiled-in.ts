/** What a build of set-up has compiled in beyond its sources; electron/package/trusted-signer.ts reads it. Knows no file and no process. */

/** Names the variable with which the pack step gives the release key's public half to the build of set-up. */
export const releaseKeyVariable = 'EXCHANGE_CONNECTOR_RELEASE_PUBLIC_KEY';

/** Names in the sources and the expressions that take their place; none for a development build. `publicKey`: PEM (SPKI). */
export function compiledIn(publicKey: string | undefined): Readonly<Record<string, string>> {
  return publicKey === undefined || publicKey === '' ? {} : { releaseSignerKey: JSON.stringify(publicKey) };
}
