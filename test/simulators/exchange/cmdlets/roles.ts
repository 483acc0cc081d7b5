/** Management roles and their entries: just as far as a role with the least rights is made (exchange.md 1.7). */
import { CmdletError, notFound } from '../cmdlet-error.ts';
import { type Role, type RoleEntry, sameName } from '../roles.ts';
import { words } from '../words.ts';
import { type CmdletCall, cmdlet, type Place } from './cmdlet.ts';
import { identity, text, texts, toggle } from './parameter.ts';

const isForAdministrators = true;

/** Built-in and made roles. */
export type RolesOf = (place: Place) => readonly Role[];

export function roleCmdlets(rolesOf: RolesOf) {
  return [
    getRole(rolesOf),
    newRole(rolesOf),
    removeRole(rolesOf),
    getEntry(rolesOf),
    addEntry(rolesOf),
    setEntry(rolesOf),
    removeEntry(rolesOf),
  ];
}

function getRole(rolesOf: RolesOf) {
  return cmdlet({
    name: 'Get-ManagementRole',
    isForAdministrators,
    parameters: [identity(), text('Cmdlet'), texts('CmdletParameters'), text('RoleType')],
    *run(call) {
      const asked = call.parameters.text('Identity');
      const command = call.parameters.text('Cmdlet');
      const wanted = call.parameters.texts('CmdletParameters').map((name) => name.toLowerCase());
      const gives = ({ entries }: Role) => command === null || entries.some((entry) => isCovered(entry, command, wanted));
      const found = rolesOf(call).filter((role) => (asked === null || matches(role.name, asked)) && gives(role));
      if (found.length === 0 && asked !== null && !asked.includes('*')) throw missing(call, asked);
      for (const role of found) yield roleObject(call, role);
    },
  });
}

function newRole(rolesOf: RolesOf) {
  return cmdlet({
    name: 'New-ManagementRole',
    isForAdministrators,
    confirmImpact: 'Medium',
    parameters: [text('Name', { isMandatory: true, isFirst: true }), text('Parent', { isMandatory: true }), text('Description')],
    *run(call) {
      const name = call.parameters.needed('Name');
      if (rolesOf(call).some((role) => sameName(role.name, name))) throw exists(name);
      const parent = roleMeant(call, rolesOf, call.parameters.needed('Parent'));
      const role = { name, parent: parent.name, entries: parent.entries };
      const roles = call.exchange.roles();
      call.exchange.changeRoles({ ...roles, roles: [...roles.roles, role] });
      yield roleObject(call, role);
    },
  });
}

function removeRole(rolesOf: RolesOf) {
  return cmdlet({
    name: 'Remove-ManagementRole',
    isForAdministrators,
    confirmImpact: 'High',
    parameters: [identity({ isMandatory: true }), toggle('Force'), toggle('Recurse')],
    *run(call) {
      const role = changeable(roleMeant(call, rolesOf, call.parameters.needed('Identity')));
      const roles = call.exchange.roles();
      call.exchange.changeRoles({
        ...roles,
        roles: roles.roles.filter(({ name }) => name !== role.name),
        assignments: roles.assignments.filter((assignment) => !sameName(assignment.role, role.name)),
      });
    },
  });
}

function getEntry(rolesOf: RolesOf) {
  return cmdlet({
    name: 'Get-ManagementRoleEntry',
    isForAdministrators,
    parameters: [identity({ isMandatory: true }), texts('Parameters')],
    *run(call) {
      const { role, command } = entryNamed(call);
      const found = rolesOf(call).filter(({ name }) => matches(name, role));
      for (const each of found) {
        for (const entry of each.entries) if (matches(entry.cmdlet, command)) yield entryObject(each, entry);
      }
    },
  });
}

function addEntry(rolesOf: RolesOf) {
  return cmdlet({
    name: 'Add-ManagementRoleEntry',
    isForAdministrators,
    confirmImpact: 'Medium',
    parameters: [identity({ isMandatory: true }), texts('Parameters'), toggle('Overwrite')],
    *run(call) {
      const { role: asked, command } = entryNamed(call);
      const role = changeable(roleMeant(call, rolesOf, asked));
      const source = entryOfParent(call, rolesOf, role, command);
      if (role.entries.some((entry) => sameName(entry.cmdlet, command)) && call.parameters.flag('Overwrite') !== true)
        throw exists(`${role.name}\\${command}`);
      const parameters = call.parameters.has('Parameters') ? within(source, call.parameters.texts('Parameters'), role) : source.parameters;
      changeRole(call, { ...role, entries: [...others(role, command), { ...source, parameters }] });
    },
  });
}

function setEntry(rolesOf: RolesOf) {
  return cmdlet({
    name: 'Set-ManagementRoleEntry',
    isForAdministrators,
    confirmImpact: 'Medium',
    parameters: [identity({ isMandatory: true }), texts('Parameters'), toggle('AddParameter'), toggle('RemoveParameter')],
    *run(call) {
      const { role: asked, command } = entryNamed(call);
      const role = changeable(roleMeant(call, rolesOf, asked));
      const before = entryMeant(call, role, command);
      const source = entryOfParent(call, rolesOf, role, command);
      const given = within(source, call.parameters.texts('Parameters'), role);
      const isAdded = call.parameters.flag('AddParameter') === true;
      const isRemoved = call.parameters.flag('RemoveParameter') === true;
      const parameters = isRemoved
        ? before.parameters.filter((name) => !given.some((other) => sameName(name, other)))
        : [...new Set([...(isAdded ? before.parameters : []), ...given])];
      changeRole(call, { ...role, entries: [...others(role, command), { ...before, parameters }] });
    },
  });
}

function removeEntry(rolesOf: RolesOf) {
  return cmdlet({
    name: 'Remove-ManagementRoleEntry',
    isForAdministrators,
    confirmImpact: 'High',
    parameters: [identity({ isMandatory: true }), toggle('Force')],
    *run(call) {
      const { role: asked, command } = entryNamed(call);
      const role = changeable(roleMeant(call, rolesOf, asked));
      entryMeant(call, role, command);
      changeRole(call, { ...role, entries: others(role, command) });
    },
  });
}

/** `Role\Cmdlet`, either of which may hold `*`. */
function entryNamed(call: CmdletCall): { readonly role: string; readonly command: string } {
  const asked = call.parameters.needed('Identity');
  const cut = asked.lastIndexOf('\\');
  if (cut < 0) throw missing(call, asked);
  return { role: asked.slice(0, cut), command: asked.slice(cut + 1) };
}

/** Throws a CmdletError when there is no such role. */
export function roleMeant(call: CmdletCall, rolesOf: RolesOf, asked: string): Role {
  const role = rolesOf(call).find(({ name }) => sameName(name, asked));
  if (role === undefined) throw missing(call, asked);
  return role;
}

function entryMeant(call: CmdletCall, role: Role, command: string): RoleEntry {
  const entry = role.entries.find((each) => sameName(each.cmdlet, command));
  if (entry === undefined) throw missing(call, `${role.name}\\${command}`);
  return entry;
}

/** A role never has more than its parent. */
function entryOfParent(call: CmdletCall, rolesOf: RolesOf, role: Role, command: string): RoleEntry {
  const parent = roleMeant(call, rolesOf, role.parent ?? role.name);
  const entry = parent.entries.find((each) => sameName(each.cmdlet, command));
  if (entry === undefined)
    throw new CmdletError('RoleEntryNotInParentException', 'InvalidArgument', words.roleEntryNotInParent(command, parent.name));
  return entry;
}

function within(source: RoleEntry, given: readonly string[], role: Role): readonly string[] {
  return given.map((name) => {
    const proper = source.parameters.find((each) => sameName(each, name));
    if (proper !== undefined) return proper;
    const entry = `${source.cmdlet} -${name}`;
    throw new CmdletError('RoleEntryNotInParentException', 'InvalidArgument', words.roleEntryNotInParent(entry, role.parent ?? role.name));
  });
}

function changeable(role: Role): Role {
  if (role.parent === null) throw new CmdletError('InvalidOperationException', 'InvalidOperation', words.builtInRole(role.name));
  return role;
}

function changeRole(call: CmdletCall, role: Role): void {
  const roles = call.exchange.roles();
  call.exchange.changeRoles({ ...roles, roles: roles.roles.map((each) => (each.name === role.name ? role : each)) });
}

function others(role: Role, command: string): readonly RoleEntry[] {
  return role.entries.filter((entry) => !sameName(entry.cmdlet, command));
}

function isCovered(entry: RoleEntry, command: string, parameters: readonly string[]): boolean {
  const has = new Set(entry.parameters.map((name) => name.toLowerCase()));
  return sameName(entry.cmdlet, command) && parameters.every((name) => has.has(name));
}

function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(name);
}

function missing(call: CmdletCall, asked: string): CmdletError {
  return notFound(asked, call.exchange.organization.world.domain);
}

export function exists(name: string): CmdletError {
  return new CmdletError('ADObjectAlreadyExistsException', 'InvalidOperation', words.alreadyExists(name));
}

function roleObject({ directory }: CmdletCall, role: Role) {
  const properties = {
    Identity: role.name,
    Name: role.name,
    DistinguishedName: directory.configurationName(`${role.name},CN=Roles,CN=RBAC`),
    Parent: role.parent,
    IsRootRole: role.parent === null,
    RoleEntries: role.entries.map(
      ({ cmdlet: name, parameters }) => `(Microsoft.Exchange.Management.PowerShell.E2010) ${name} -${parameters.join(' -')}`,
    ),
    OrganizationId: '',
  };
  return { object: { type: 'Microsoft.Exchange.Data.Directory.SystemConfiguration.ExchangeRole', properties } };
}

function entryObject(role: Role, entry: RoleEntry) {
  const properties = {
    Identity: `${role.name}\\${entry.cmdlet}`,
    Id: role.name,
    Name: entry.cmdlet,
    Role: role.name,
    Type: 'Cmdlet',
    PSSnapinName: 'Microsoft.Exchange.Management.PowerShell.E2010',
    Parameters: entry.parameters,
  };
  return { object: { type: 'Microsoft.Exchange.Management.RbacTasks.ExchangeRoleEntryPresentation', properties } };
}
