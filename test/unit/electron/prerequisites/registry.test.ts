import { describe, expect, it } from 'vitest';
import { numberIn, parseRegistryKey, type QueryRegistry, readRegistryKey, textIn } from '../../../../electron/prerequisites/registry.ts';
import { gatherWindowsFacts } from '../../../../electron/prerequisites/windows-facts.ts';
import { server2022 } from './recorded/server-2022.ts';
import { changed, type RecordedSystem, registryOf } from './recorded/transcript.ts';

const key = 'HKLM\\SOFTWARE\\Contoso\\App';
const whole = [
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\App',
  '    (Default)    REG_SZ    (value not set)',
  '    Name With Spaces    REG_SZ    two  words',
  '    Empty    REG_SZ    ',
  '    Count    REG_DWORD    0x1f',
  '    Long    REG_QWORD    0x1f',
  '    List    REG_MULTI_SZ    a\\0b',
  '',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\App\\Sub',
  '',
].join('\r\n');

function valuesOf(output: string) {
  const parsed = parseRegistryKey(output, key);
  if (parsed.kind !== 'values') throw new Error(`it is ${parsed.kind}`);
  return parsed.values;
}

function answering(answers: Readonly<Record<string, string>>): QueryRegistry {
  return async (asked) => {
    const output = answers[asked];
    return output === undefined ? { exitCode: 1, output: '' } : { exitCode: 0, output };
  };
}

describe('what reg.exe prints', () => {
  it('is read by name, type and value', () => {
    const values = valuesOf(whole);

    expect(textIn(values, 'name with spaces')).toBe('two  words');
    expect(textIn(values, 'Empty')).toBe('');
    expect(numberIn(values, 'Count')).toBe(31);
  });

  it('is not taken for another type', () => {
    const values = valuesOf(whole);

    expect(textIn(values, 'Count')).toBeNull();
    expect(numberIn(values, 'Long')).toBeNull();
    expect(numberIn(values, 'Name With Spaces')).toBeNull();
    expect(textIn(values, 'List')).toBeNull();
    expect(textIn(values, 'Missing')).toBeNull();
  });

  it('is whole or unreadable, wherever it was cut off', () => {
    const size = valuesOf(whole).size;
    for (let length = 0; length < whole.length; length += 1) {
      const parsed = parseRegistryKey(whole.slice(0, length), key);
      if (parsed.kind === 'values') expect(parsed.values.size, `${length} characters`).toBe(size);
    }
  });

  it.each([
    ['nothing', ''],
    ['a line end', '\r\n'],
    ['another key', whole.replaceAll('Contoso', 'Fabrikam')],
    ['no text at all', '\u0000\u0001\u0002'],
    ['an error in another language', 'FOUT: Toegang geweigerd.\r\n\r\n'],
  ])('is unreadable when it is %s', (_name, output) => {
    expect(parseRegistryKey(output, key).kind).toBe('unreadable');
  });

  it('is empty for a key that has only subkeys', () => {
    expect(parseRegistryKey('\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\App\\Sub\r\n', key)).toEqual({ kind: 'values', values: new Map() });
  });
});

describe('a key that cannot be read', () => {
  const software = 'HKLM\\SOFTWARE';
  const listing = '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Fabrikam\r\n';

  it('is absent when a parent can be listed and does not show it, in whatever language Windows says so', async () => {
    expect(await readRegistryKey(answering({ [software]: listing }), key)).toEqual({ kind: 'absent' });
  });

  it('is unreadable when its parent shows it: access was denied', async () => {
    const parent = '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\App\r\n';

    expect(await readRegistryKey(answering({ 'HKLM\\SOFTWARE\\Contoso': parent }), key)).toEqual({ kind: 'unreadable' });
  });

  it('is unreadable when it could not be asked for, and nothing else is asked then', async () => {
    const asked: string[] = [];
    const late: QueryRegistry = async (name) => {
      asked.push(name);
      return { exitCode: -1, output: '' };
    };

    expect(await readRegistryKey(late, key)).toEqual({ kind: 'unreadable' });
    expect(asked).toEqual([key]);
  });

  it.each([
    ['nothing can be read', {}],
    ['the list of its parent is cut off', { [software]: listing.slice(0, -4) }],
    ['the list of its parent is empty', { [software]: '\r\n' }],
  ])('is unreadable when %s', async (_name, answers) => {
    expect(await readRegistryKey(answering(answers), key)).toEqual({ kind: 'unreadable' });
  });
});

describe('facts of a damaged registry', () => {
  const control = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';

  async function factsAfter(transcript: string) {
    return gatherWindowsFacts(registryOf(changed(server2022, 'damaged', transcript)));
  }

  it('are null, each for itself, when no query answers', async () => {
    const silent: RecordedSystem = { ...server2022, answers: new Map() };

    expect(Object.values(await gatherWindowsFacts(registryOf(silent)))).toEqual(Array.from({ length: 9 }, () => null));
  });

  it('never come out better than they are when outputs are cut off', async () => {
    for (const [cut, { output }] of server2022.answers) {
      const answers = new Map([...server2022.answers, [cut, { exitCode: 0, output: output.slice(0, output.length / 2) }] as const]);
      const facts = await gatherWindowsFacts(registryOf({ ...server2022, answers }));
      const sound = await gatherWindowsFacts(registryOf(server2022));
      for (const [name, value] of Object.entries(facts)) expect([null, Reflect.get(sound, name)], `${cut}: ${name}`).toContainEqual(value);
    }
  });

  it.each([
    ['a build that is no number', 'CurrentBuildNumber', 'zwanzig', 'build'],
    ['a release that is a text', 'Release', 'viele', 'dotnet'],
    ['a version that is none', 'PowerShellVersion', 'V5', 'powershell'],
  ])('are null for %s', async (_name, value, text, fact) => {
    const answers = new Map(
      [...server2022.answers].map(([asked, { output }]) => {
        const damaged = output.replace(new RegExp(`(    ${value}    REG_[A-Z]+    ).*`), `$1${text}`);
        return [asked, { exitCode: output === '' ? 1 : 0, output: damaged }] as const;
      }),
    );

    expect(Reflect.get(await gatherWindowsFacts(registryOf({ ...server2022, answers })), fact)).toBeNull();
  });

  it('tell no domain role where the registry contradicts itself', async () => {
    const netlogon = '> reg query "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon"\n';
    const manual = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\n    Start    REG_DWORD    0x3\n\n';

    expect((await factsAfter(`${netlogon}\n${manual}`)).role).toBeNull();
  });

  it.each([
    ['4', 'lock'],
    ['12', 'lock'],
    ['8', 'none'],
    ['0x4', 'lock'],
    ['much', null],
  ])('read a lock-down policy of %s as %s', async (policy, limit) => {
    const query = `> reg query "${control}\\Session Manager\\Environment"\n`;
    const values = `HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment\n    __PSLockdownPolicy    REG_SZ    ${policy}\n\n`;

    expect((await factsAfter(`${query}\n${values}`)).languageLimit).toBe(limit);
  });
});
