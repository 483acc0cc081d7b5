import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../../engine/cli/arguments.ts';

describe('orders on the command line (X6)', () => {
  it('takes a device, a confirmation, a mailbox and the scope', () => {
    const given = parseArguments(['wipe', 'APPL1', '--confirm', 'APPL1', '--mailbox', 'a@b.test', '--account-only']);

    expect(given).toMatchObject({ verb: 'wipe', subject: 'APPL1', options: { confirm: 'APPL1', mailbox: 'a@b.test', accountOnly: true } });
  });

  it.each([
    [['wipe'], 'wipe'],
    [['wipe', ''], 'wipe'],
    [['wipe', 'A', 'B'], 'B'],
    [['forget', 'A', '--account-only'], '--account-only'],
    [['status', '--confirm', 'x'], '--confirm'],
    [['sync', 'full', '--script', 'x'], '--script'],
    [['rights', '--replace'], '--replace'],
    [['explain', 'A', '--accept-plan', 'x'], '--accept-plan'],
    [['rights', 'x'], 'x'],
  ])('refuses %j', (args, argument) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'usage.wrong', params: { argument } }) }),
    );
  });
});
