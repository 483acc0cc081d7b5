import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPolicyFile } from '../../../../../engine/adapters/policy-file/policy-file.ts';
import { valueLines } from '../../../../../engine/adapters/policy-file/value-lines.ts';
import { type AppError, toAppError } from '../../../../../shared/errors.ts';
import { hostileTexts } from '../../../../simulators/world/hostile-texts.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
  path = join(folder, 'policy.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const group = '11111111-2222-4333-8444-555555555555';
const good = `{
  "conditionalAccessSettings": {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement/conditionalAccessSettings/$entity",
    "id": "x",
    "enabled": true,
    "includedGroups": ["${group}"],
    "excludedGroups": [],
    "overrideDefaultRule": false
  },
  "exchangeOnPremisesPolicy": {
    "defaultAccessLevel": "quarantine",
    "notificationContent": null,
    "accessRules": [
      { "deviceClass": { "name": "iPhone", "type": "family" }, "accessLevel": "allow" }
    ]
  }
}
`;

async function refusal(text: string | Buffer): Promise<AppError> {
  writeFileSync(path, text);
  return await openPolicyFile(path)
    .read()
    .then(
      () => ({ code: 'internal', params: {}, retry: 'never' }) as const,
      (thrown: unknown) => toAppError(thrown),
    );
}

describe('the policy file (A2)', () => {
  it('has the shape of the two resources of Graph', async () => {
    writeFileSync(path, `\uFEFF${good}`);

    expect(await openPolicyFile(path).read()).toEqual({
      access: { enabled: true, includedGroups: [group], excludedGroups: [], overrideDefaultRule: false },
      exchange: { defaultLevel: 'quarantine', exceptions: [{ name: 'iPhone', kind: 'family', level: 'allow' }] },
    });
  });

  it('may leave the Exchange part out', async () => {
    writeFileSync(path, good.replace(/,\s*"exchangeOnPremisesPolicy"[\s\S]*/, '}'));

    expect(await openPolicyFile(path).read()).toMatchObject({ access: { enabled: true }, exchange: null });
  });

  it('that is not there is none, not an empty policy', async () => {
    expect(await openPolicyFile(path).read()).toBeNull();
  });

  it.each([
    ['a wrong word', good.replace('"quarantine"', '"quarantined"'), 11, /defaultAccessLevel/],
    ['a group that is no id', good.replace(group, 'Mobile users'), 6, /includedGroups\.0/],
    ['a slip in a name', good.replace('"overrideDefaultRule"', '"overideDefaultRule"'), 2, /overrideDefaultRule|overideDefaultRule/],
    ['a value of another kind', good.replace('"enabled": true', '"enabled": "yes"'), 5, /enabled/],
    ['a name given twice', good.replace('"enabled": true,', '"enabled": true,\n    "enabled": false,'), 6, /^enabled: given twice$/],
    ['an exception of no kind', good.replace('"family"', '"os"'), 14, /accessRules\.0\.deviceClass\.type/],
    ['a missing comma', good.replace('"enabled": true,', '"enabled": true'), 6, /^not JSON$/],
    ['a text that breaks off', good.slice(0, 60), 3, /^not JSON$/],
    ['an empty file', '', 1, /^not JSON$/],
    ['no object', '[]', 1, /object/],
  ])('refuses %s with line and reason', async (_, text, line, reason) => {
    const error = await refusal(text);

    expect(error).toMatchObject({ code: 'policy.invalid', params: { path, line } });
    expect(error.params['reason']).toMatch(reason);
  });

  it('refuses what is no text, what is far too large, and what is no file', async () => {
    expect(await refusal(Buffer.from([0x7b, 0xff, 0xfe]))).toMatchObject({ code: 'policy.invalid', params: { reason: 'not UTF-8 text' } });
    expect(await refusal(' '.repeat(1024 * 1024 + 1))).toMatchObject({ code: 'policy.invalid' });
    expect(await openPolicyFile(folder).read().catch(toAppError)).toMatchObject({
      code: 'policy.invalid',
      params: { reason: 'cannot be read' },
    });
  });

  it('carries hostile names of devices unchanged', async () => {
    for (const name of hostileTexts.filter(
      (text) => text !== '' && JSON.stringify(text) === JSON.stringify(Buffer.from(text).toString()),
    )) {
      writeFileSync(path, good.replace('"iPhone"', JSON.stringify(name)));
      expect((await openPolicyFile(path).read())?.exchange?.exceptions[0]?.name).toBe(name);
    }
  });
});

describe('where a value stands', () => {
  it('is known for every value of any JSON, however it is written', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const text = JSON.stringify(value, null, indent);
        const lines = text.split('\n');
        for (const [path, leaf] of leavesOf(value)) {
          const line = lines[valueLines(text).lineOf(path) - 1];
          expect(line).toContain(JSON.stringify(leaf));
        }
      }),
      { numRuns: 200 },
    );
  });
});

function leavesOf(value: unknown, path: readonly PropertyKey[] = []): readonly (readonly [readonly PropertyKey[], unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...path, key]));
}
