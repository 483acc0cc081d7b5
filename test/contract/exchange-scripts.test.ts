import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  authentications,
  defaultSettings,
  proxyAccesses,
  sessionChoices,
} from '../../engine/adapters/exchange-powershell/session-choices.ts';
import { powershells, scripts } from './exchange-fixture.ts';
import { runScript } from './powershell-script.ts';

/** Cmdlets that the scripts may call: of the engine itself, so they are wherever PowerShell is. */
const allowed = ['Import-Module', 'Export-ModuleMember', 'New-PSSession', 'New-PSSessionOption', 'Remove-PSSession'];
const newer = /^(QuestionQuestion|QuestionQuestionEquals|QuestionDot|QuestionLBracket|QuestionMark|AndAnd|OrOr|Class|Enum|Clean)$/;

describe.each(powershells())('the scripts that ship, as $name reads them', { timeout: 120_000 }, ({ path }) => {
  let lines: readonly (readonly string[])[] = [];
  const told = (kind: string) => lines.filter((line) => line[1] === kind).map((line) => line[2] ?? '');

  beforeAll(async () => {
    const output = await runScript({
      powershell: path,
      script: join(import.meta.dirname, 'inspect-scripts.ps1'),
      parameters: { Folder: scripts },
    });
    expect(output).toContain('all told');
    lines = output.split(/\r?\n/).map((line) => line.split(' '));
  });

  it('have no error, and nothing that Windows PowerShell 5.1 does not know', () => {
    expect(told('problem')).toEqual([]);
    expect(told('token').filter((kind) => newer.test(kind))).toEqual([]);
    expect(told('node').filter((kind) => /^(PipelineChain|Ternary|TypeDefinition)/.test(kind))).toEqual([]);
    expect(told('parameter').filter((name) => /^(Parallel|AsJob)$/i.test(name))).toEqual([]);
    expect(told('token').length).toBeGreaterThan(1000);
  });

  it('call nothing but their own functions and a short list of cmdlets', () => {
    const own = new Set(told('function'));
    const foreign = told('command').filter((name) => name !== '' && !own.has(name) && !allowed.includes(name));

    expect([...new Set(foreign)]).toEqual([]);
  });

  it('give New-PSSession only parameters, and a session only options and values, that these have', () => {
    const metadata = new Map(
      lines.filter((line) => line[1] === 'metadata').map(([cmdlet, , name, type, values]) => [`${cmdlet} ${name}`, { type, values }]),
    );
    const every = authentications.flatMap((authentication) =>
      proxyAccesses.flatMap((proxyAccess) => sessionChoices('hosted', 'https://h/', { ...defaultSettings, authentication, proxyAccess })),
    );
    for (const choice of [
      ...every,
      'option.MaximumConnectionRedirectionCount=0',
      'option.ProxyCredential=',
      'session.SessionOption=',
      'session.Credential=',
    ]) {
      const [, family, name = '', value = ''] = /^(\w+)\.(\w+)=(.*)$/.exec(choice) ?? [];
      const known = metadata.get(`${family === 'session' ? 'New-PSSession' : 'New-PSSessionOption'} ${name}`);
      expect(known, choice).toBeDefined();
      if (known?.values !== undefined && known.values !== '') expect(known.values.split(','), choice).toContain(value);
    }
  });
});
