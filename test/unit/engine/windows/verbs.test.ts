import { describe, expect, it } from 'vitest';
import { loadNative } from '../../../../engine/windows/native.ts';
import { windowsVerbOf } from '../../../../engine/windows/verbs.ts';

describe('the verbs for Windows', () => {
  it.each([
    [['service'], { verb: 'service', home: null }],
    [['service', '--home', 'C:\\a b'], { verb: 'service', home: 'C:\\a b' }],
    [['windows', '--json'], { verb: 'windows', request: null }],
    [['windows', '--json', '--request', 'C:\\a.json'], { verb: 'windows', request: 'C:\\a.json' }],
    [['status'], null],
    [[], null],
  ])('%j', (args, verb) => {
    expect(windowsVerbOf(args)).toEqual(verb);
  });

  it('are refused elsewhere, before anything of Windows is loaded', async ({ skip }) => {
    if (process.platform === 'win32') skip('this is Windows');
    await expect(loadNative()).rejects.toMatchObject({ error: { code: 'usage.wrong' } });
  });
});
