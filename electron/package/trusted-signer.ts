/**
 * Whose engine bundles this set-up installs. A release build has the public half of the release key compiled in (build/electron.vite.config.ts
 * puts it in place of the name below); without it this is a development build.
 */
declare const releaseSignerKey: string | undefined;

/** Public Ed25519 key, PEM (SPKI); null in a development build. */
export type TrustedSigner = string | null;

export const trustedSigner: TrustedSigner = typeof releaseSignerKey === 'undefined' ? null : releaseSignerKey;
