import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../../../../assets/powershell');
const scripts = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'latin1') }));

/** Cmdlets of the engine itself: they exist wherever PowerShell runs, also in the host of the rehearsal. */
const engineCmdlets = [
  'ForEach-Object',
  'Where-Object',
  'Import-Module',
  'Export-ModuleMember',
  'New-PSSession',
  'New-PSSessionOption',
  'Remove-PSSession',
  'Invoke-Command',
  'Get-Command',
  'Out-Null',
];

/** Words of the form Verb-Noun that are called: comments, texts in quotes and functions of our own are left out. */
function foreignCmdlets(text: string, own: ReadonlySet<string>): readonly string[] {
  const code = text
    .replaceAll(/#.*$/gm, '')
    .replaceAll(/'[^'\n]*'/g, "''")
    .replaceAll(/"[^"\n]*"/g, '""');
  const words = code.match(/(?<![\w-$.])[A-Z][A-Za-z]+-[A-Z]\w+/g) ?? [];
  return words.filter((word) => !own.has(word) && !engineCmdlets.includes(word));
}

const own = new Set(scripts.flatMap(({ text }) => [...text.matchAll(/^function ([\w-]+)/gm)].map((match) => match[1] ?? '')));

describe('PowerShell scripts that ship', () => {
  it.each(scripts)('$name is pure ASCII', ({ text }) => {
    expect(text).toMatch(/^[\n -~]*$/);
  });

  it.each(scripts)('$name calls no cmdlet but those of the engine itself', ({ text }) => {
    expect(foreignCmdlets(text, own)).toEqual([]);
  });

  it.each(scripts)('$name never evaluates text', ({ text }) => {
    expect(text).not.toMatch(/Invoke-Expression|\biex\b|scriptblock\]::Create|AddScript|ConvertTo-SecureString|-EncodedCommand/i);
  });

  it('sees a foreign cmdlet where there is one', () => {
    expect(foreignCmdlets("$x = New-Object 'y' # Get-Content\nWrite-Record | ConvertTo-Json", new Set(['Write-Record']))).toEqual([
      'New-Object',
      'ConvertTo-Json',
    ]);
  });
});
