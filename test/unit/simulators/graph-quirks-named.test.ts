/** Each quirk and fault that graph.md 13 asks of the simulated Graph has a test that bears its name; one without is red here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const sign = 'contract/intune-grants.test.ts';
const faults = 'contract/intune-named-faults.test.ts';
const more = 'contract/intune-faults.test.ts';
const simulator = 'contract/intune-simulator.test.ts';
const directory = 'contract/intune-quirks.test.ts';
const objects = 'unit/simulators/intune-quirks.test.ts';
const delta = 'unit/simulators/intune-delta.test.ts';
const changes = 'contract/intune-changes.test.ts';
const proxy = 'contract/network-proxy.test.ts';

/** What stands in the title of the test, or in its row of a table. */
const named: Readonly<Record<string, readonly (readonly [file: string, ...titles: string[]])[]>> = {
  Entra: [
    [sign, 'openid-configuration', 'client_secret', 'device_code', 'urn form', 'refresh_token'],
    [sign, 'discovery/v2.0/keys', 'invalid_client', 'invalid_grant', 'authorization_pending', 'expired_token', '%i of the token endpoint'],
    [sign, 'errors have error, AADSTS text, error_codes, trace_id and correlation_id'],
    [simulator, 'jti replay', 'another audience', 'another certificate', 'an end in the past', 'was changed after signing'],
    ['contract/intune-browser-sign-in.test.ts', 'asks with PKCE', 'PKCE in the clear'],
    [more, 'a certificate of another key is refused: intune.certificate-refused'],
  ],
  Tokens: [
    [sign, '(RS256), which tell tid, appid, scp or roles, and exp'],
    [simulator, '401 InvalidAuthenticationToken', '403 of a missing role, in the standard and in the Intune-shaped form'],
    [directory, '403 in the standard form'],
  ],
  Connectors: [
    [simulator, 'sync of a connector: 204', 'retired mode: 403 on writes'],
    [
      'contract/intune-connectors.test.ts',
      'is created once and updated afterwards',
      'is removed by us',
      'a service that refuses with %i says so at once',
    ],
  ],
  Policy: [
    [simulator, 'conditionalAccessSettings in %s', 'exchangeOnPremisesPolicy is beta only'],
    [
      'contract/intune-directory.test.ts',
      'reads single entities that are wrapped in value',
      'reads conditional access, and the Exchange policy of beta',
    ],
  ],
  managedDevices: [
    [simulator, '$top cap 1000, @odata.count and keyset $skiptoken'],
    [directory, 'an unsupported $filter is ignored and ALL devices come back', 'empty-UPN quirk'],
    [directory, 'a list of one user’s devices', 'null fields and unknown enum strings', '0001 and 9999 dates'],
    [
      objects,
      'that are not understood are ignored, and all devices come',
      'empty-UPN quirk',
      'azureADDeviceId or-quirk',
      'null list-only fields',
    ],
    [objects, '0001 and 9999 dates', 'unknown enum strings'],
  ],
  Directory: [
    [objects, 'advanced-query rule with the two 400 bodies', 'default property set without $select', '$top at most 999 and paging'],
    [directory, 'advanced-query rule: the cast to users', 'default property set without $select'],
  ],
  Delta: [
    [
      delta,
      'skip and delta tokens',
      '@removed with both reasons',
      'replays',
      '$deltaToken=latest',
      '7-day expiry: 410 + Location',
      'syncStateNotFound',
    ],
    [delta, 'members@delta', 'tells of compliance, of an enrolment and of its end'],
    [changes, '@removed with both reasons', 'replays', 'duplicates', '7-day expiry, 410 + Location', 'syncStateNotFound'],
  ],
  $batch: [
    [delta, '21 requests', 'dependsOn'],
    [directory, 'at most 20', 'inner 429'],
    ['unit/engine/adapters/intune-graph/graph-client.test.ts', '424'],
  ],
  Throttle: [
    [objects, 'throttle buckets by class, scaled by a factor'],
    [faults, 'Retry-After integer', 'Retry-After decimal', 'Retry-After HTTP-date', 'Retry-After absent'],
  ],
  Faults: [
    [faults, 'latency', 'reset', 'truncated body', '500', '502', '503', '504', 'HTML error page', 'wrong content type'],
    [
      faults,
      'expired token in mid-walk',
      'nextLink to a foreign host',
      'repeated nextLink (loop)',
      'row renamed between pages',
      'duplicate rows',
    ],
    [more, 'clock skew'],
  ],
  Proxy: [
    [proxy, 'that asks for nothing', 'with Basic', '407', 'a proxy that refuses the host'],
    ['contract/network-dropped-tunnels.test.ts', 'dropping in mid-tunnel'],
    ['unit/engine/adapters/http/system-proxy.test.ts', 'HTTPS_PROXY and NO_PROXY'],
  ],
  Clouds: [
    [simulator, 'alternate host names'],
    ['contract/intune-clouds.test.ts', '%s is signed in to and walked over its own hosts only'],
  ],
};

const cases = Object.entries(named).flatMap(([area, tests]) =>
  tests.flatMap(([file, ...titles]) => titles.map((title) => [area, title, file] as const)),
);

describe('a test bears the name of', () => {
  it.each(cases)('%s: %s', (_, title, file) => {
    expect(textsIn(file).some((text) => text.includes(title))).toBe(true);
  });

  it('nothing that no test names', () => {
    expect(textsIn(faults).some((text) => text.includes('a quirk of next year'))).toBe(false);
  });
});

/** The string literals of a test file that stand where titles and names of rows do. */
function textsIn(file: string): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8');
  return [...source.matchAll(/(?:\bit|describe|\)|\[|each\()\(?\s*(?:\n\s*)?(['"`])((?:(?!\1).)*)\1/g)].map((match) => match[2] ?? '');
}
