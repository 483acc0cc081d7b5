/** Management roles, role groups and assignments: which cmdlets and parameters an account has been given. Pure. */
import { z } from 'zod';
import type { Grants } from './grants.ts';
import { together } from './grants.ts';

const entrySchema = z.strictObject({ cmdlet: z.string(), parameters: z.array(z.string()).readonly() });
export type RoleEntry = z.infer<typeof entrySchema>;

const roleSchema = z.strictObject({
  name: z.string(),
  /** Null: one that came with Exchange. */
  parent: z.string().nullable(),
  entries: z.array(entrySchema).readonly(),
});
export type Role = z.infer<typeof roleSchema>;

const groupSchema = z.strictObject({ name: z.string(), members: z.array(z.string()).readonly() });
export type RoleGroup = z.infer<typeof groupSchema>;

/** `assignee` is a role group or an account. */
const assignmentSchema = z.strictObject({ name: z.string(), role: z.string(), assignee: z.string() });
export type RoleAssignment = z.infer<typeof assignmentSchema>;

export const rolesSchema = z.strictObject({
  /** Those that were made; the built-in ones follow from the cmdlets. */
  roles: z.array(roleSchema).readonly(),
  groups: z.array(groupSchema).readonly(),
  assignments: z.array(assignmentSchema).readonly(),
});
export type Roles = z.infer<typeof rolesSchema>;

export const seededRoles: Roles = { roles: [], groups: [], assignments: [] };

export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** `svc`, `CONTOSO\svc` and `svc@contoso.test` are the same account. */
export function sameAccount(one: string, other: string): boolean {
  return sameName(accountName(one), accountName(other));
}

function accountName(account: string): string {
  return account.replace(/^.*\\/, '').replace(/@.*$/, '');
}

/** What its groups and its own assignments give an account. */
export function grantedByRoles(roles: Roles, builtIn: readonly Role[], account: string): Grants {
  const groups = roles.groups.filter(({ members }) => members.some((member) => sameAccount(member, account)));
  const assigned = roles.assignments.filter(
    ({ assignee }) => sameAccount(assignee, account) || groups.some(({ name }) => sameName(name, assignee)),
  );
  const held = [...builtIn, ...roles.roles].filter(({ name }) => assigned.some(({ role }) => sameName(role, name)));
  return held.reduce<Grants>((sum, role) => together(sum, entriesAsGrants(role.entries)), new Map());
}

function entriesAsGrants(entries: readonly RoleEntry[]): Grants {
  return new Map(entries.map(({ cmdlet, parameters }) => [cmdlet.toLowerCase(), new Set(parameters.map((name) => name.toLowerCase()))]));
}
