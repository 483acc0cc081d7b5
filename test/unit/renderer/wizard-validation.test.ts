import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePassword, judgeServer, judgeUser } from '../../../renderer/wizard/validation.ts';
import { accountNameSchema, serverNameSchema } from '../../../shared/setup/answers.ts';

/** What addresses, accounts and mistakes are made of, in every order. */
const signs = ['https', 'HTTP', ':', '/', '//', '@', '\\', '.', '..', '-', '_', ' ', '?', '#', '"', 'é', '\u202e'];
const pieces = fc.array(fc.constantFrom(...signs, 'cas01', 'contoso', 'com', 'svc', '443', 'x'.repeat(63))).map((parts) => parts.join(''));

describe('a server name (W2)', () => {
  it.each([
    ['cas01', null, null],
    [' cas01.contoso.com ', null, null],
    ['', 'wizard.problem.serverEmpty', null],
    ['https://cas01.contoso.com/owa?x=1', 'wizard.problem.serverUrl', 'cas01.contoso.com'],
    ['https://admin@cas01.contoso.com:443/', 'wizard.problem.serverUrl', 'cas01.contoso.com'],
    ['cas01/powershell', 'wizard.problem.serverUrl', 'cas01'],
    ['cas01:443', 'wizard.problem.serverPort', 'cas01'],
    ['svc@contoso.com', 'wizard.problem.serverUser', null],
    ['CONTOSO\\svc', 'wizard.problem.serverUser', null],
    ['cas 01', 'wizard.problem.serverForm', 'cas01'],
    ['cas01.contoso.com.', 'wizard.problem.serverForm', 'cas01.contoso.com'],
    ['$(calc)', 'wizard.problem.serverForm', null],
  ])('%j gives %s and offers %s', (typed, key, suggestion) => {
    expect(judgeServer(typed)).toEqual(key === null ? null : { key, suggestion });
  });

  it('only ever offers what would be accepted, and accepts only what the contract takes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), pieces), (typed) => {
        const problem = judgeServer(typed);
        const usable = problem === null ? typed.trim() : (problem.suggestion ?? 'none');
        return serverNameSchema.safeParse(usable).success;
      }),
    );
  });
});

describe('an account (W4)', () => {
  it.each([
    ['CONTOSO\\svc', null, null],
    ['  ', 'wizard.problem.userEmpty', null],
    ['svc@contoso.com', 'wizard.problem.userAddress', 'CONTOSO\\svc'],
    ['CONTOSO/svc', 'wizard.problem.userSlash', 'CONTOSO\\svc'],
    ['CONTOSO\\\\svc', 'wizard.problem.userSlash', 'CONTOSO\\svc'],
    ['svc', 'wizard.problem.userDomain', null],
    ['CONTOSO\\s*c', 'wizard.problem.userForm', null],
    ['A\\B\\C', 'wizard.problem.userForm', null],
  ])('%j gives %s and offers %s', (typed, key, suggestion) => {
    expect(judgeUser(typed)).toEqual(key === null ? null : { key, suggestion });
  });

  it('only ever offers what would be accepted', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), pieces), (typed) => {
        const problem = judgeUser(typed);
        const usable = problem === null ? typed.trim() : (problem.suggestion ?? 'D\\u');
        return accountNameSchema.safeParse(usable).success;
      }),
    );
  });
});

describe('a password', () => {
  it('may be empty only when one is stored, and is at most 1024 characters', () => {
    expect(judgePassword(0, true)).toBeNull();
    expect(judgePassword(0, false)?.key).toBe('wizard.problem.passwordEmpty');
    expect(judgePassword(1024, false)).toBeNull();
    expect(judgePassword(1025, true)?.key).toBe('wizard.problem.passwordLong');
  });
});
