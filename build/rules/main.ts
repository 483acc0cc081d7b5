/** `node build/rules/main.ts budgets|importers|lock-file|translations`: prints findings one a line; exit 1 when there are any. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../bootstrap/stamps.mjs';
import { budgetFindings } from './budgets.ts';
import { readCatalog } from './catalog.ts';
import { equalTexts } from './equal-texts.ts';
import { importerFindings } from './importers.ts';
import { families } from './key-families.ts';
import { lockFindings, readLock } from './lock-file.ts';
import { type Finding, productFolders, readSources } from './source.ts';
import { translationFindings } from './translations.ts';

const rules: Readonly<Record<string, () => readonly Finding[]>> = {
  budgets: () => budgetFindings(readSources(repository)),
  importers: () => importerFindings(readSources(repository, productFolders)),
  'lock-file': () => lockFindings(readLock(readFileSync(join(repository, 'package-lock.json'), 'utf8'))),
  translations: () => {
    const catalogOf = (language: string) => readCatalog(readFileSync(join(repository, 'shared', 'i18n', `${language}.json`), 'utf8'));
    return translationFindings(readSources(repository, productFolders), { en: catalogOf('en'), nl: catalogOf('nl'), families, equalTexts });
  },
};

const [name = ''] = process.argv.slice(2);
const rule = rules[name];
if (rule === undefined) throw new Error(`usage: main.ts ${Object.keys(rules).join('|')}`);
const findings = rule();
for (const { path, line, rule: id, text } of findings) process.stdout.write(`${path}:${line} ${id}: ${text}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
