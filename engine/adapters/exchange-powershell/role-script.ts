/**
 * The script by which an Exchange administrator gives the account just what it lacks (Q8): roles of the connector's own below the
 * built-in ones, with only the entries asked for. For the Exchange Management Shell of Exchange 2010 (PowerShell 2.0) and later. Pure.
 */
import type { MissingRight } from '../../domain/exchange.ts';
import { allCmdlets, type Cmdlet, type ParentRole } from './cmdlets.ts';

export interface Lack {
  /** `domain\user` */
  readonly account: string;
  readonly missing: readonly MissingRight[];
  /** Exchange's, as `15.1.2507.6`: before 15 the cmdlets have their older names only. */
  readonly version: string;
}

/** Writers that one parameter too many would make dangerous get those that we pass and no other. */
const narrowed: ReadonlySet<string> = new Set(['Set-CASMailbox', 'Set-ActiveSyncOrganizationSettings']);

/** Null when nothing is missing. Safe to run again, and after an older script for other rights. */
export function roleScript(lack: Lack): string | null {
  if (lack.missing.length === 0) return null;
  const entries = lack.missing.flatMap((right) => entryFor(right, lack.version));
  const parents = [...new Set(entries.map(({ parent }) => parent))];
  const parts = parents.flatMap((parent) =>
    roleLines(
      parent,
      entries.filter((entry) => entry.parent === parent),
      lack.account,
    ),
  );
  return [...heading, ...parts].join('\n').concat('\n');
}

const heading = [
  '# Gives the account of the Exchange connector the rights that it lacks, and no others.',
  '# Run it in the Exchange Management Shell as a member of Organization Management, then check again. It may be run more than once.',
];

interface Entry {
  readonly parent: ParentRole;
  readonly name: string;
  readonly parameters: readonly string[];
}

function entryFor({ cmdlet: missing }: MissingRight, version: string): readonly Entry[] {
  const cmdlet = allCmdlets.find(({ names }) => names.some((name) => name === missing));
  if (cmdlet === undefined) return [];
  const name = nameFor(cmdlet, version);
  return [{ parent: cmdlet.parent, name, parameters: narrowed.has(name) ? cmdlet.parameters : [] }];
}

function nameFor({ names }: Cmdlet, version: string): string {
  const isOld = Number(version.split('.')[0]) < 15;
  return (isOld ? names.at(-1) : undefined) ?? names[0];
}

function roleLines(parent: ParentRole, entries: readonly Entry[], account: string): readonly string[] {
  const role = `Exchange Connector - ${parent}`;
  const kept = entries.map(({ name }) => quoted(name)).join(', ');
  return [
    '',
    `if (-not (Get-ManagementRole | Where-Object { $_.Name -eq ${quoted(role)} })) {`,
    `    New-ManagementRole -Name ${quoted(role)} -Parent ${quoted(parent)} | Out-Null`,
    `    Get-ManagementRoleEntry ${quoted(`${role}\\*`)} | Where-Object { @(${kept}) -notcontains $_.Name } | ForEach-Object { Remove-ManagementRoleEntry (${quoted(`${role}\\`)} + $_.Name) -Confirm:$false }`,
    '}',
    ...entries.map((entry) => entryLine(role, entry)),
    `if (-not (Get-ManagementRoleAssignment | Where-Object { $_.Name -eq ${quoted(role)} })) {`,
    `    New-ManagementRoleAssignment -Name ${quoted(role)} -Role ${quoted(role)} -User ${quoted(account)} | Out-Null`,
    '}',
  ];
}

function entryLine(role: string, { name, parameters }: Entry): string {
  const only = parameters.length === 0 ? '' : ` -Parameters ${parameters.map(quoted).join(', ')}`;
  return `Add-ManagementRoleEntry ${quoted(`${role}\\${name}`)}${only} -Overwrite | Out-Null`;
}

/** PowerShell ends a text in single quotes at any of these, so each is doubled. */
function quoted(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`;
}
