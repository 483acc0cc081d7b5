/** Takes out of a line's data whatever stands under a name that a secret could have, however deep it stands. */

const secretNames: ReadonlySet<string> = new Set(
  [
    'password',
    'exchangePassword',
    'value',
    'secret',
    'key',
    'privateKey',
    'accountCertificate',
    'certificate',
    'authorization',
    'token',
    'accessToken',
  ].map((name) => name.toLowerCase()),
);
const censor = '[taken out]';
/** Deeper than any line of ours; also the end of a ring. */
const deepest = 8;

export function withoutSecrets(data: unknown, depth = 0): unknown {
  if (typeof data !== 'object' || data === null || data instanceof Date) return data;
  if (depth >= deepest) return censor;
  if (Array.isArray(data)) return data.map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, secretNames.has(name.toLowerCase()) ? censor : withoutSecrets(value, depth + 1)]),
  );
}
