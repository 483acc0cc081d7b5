/** Role groups, their members, and the assignment of roles. A session has what its account was given when it was opened. */
import { notFound } from '../cmdlet-error.ts';
import { type RoleAssignment, type RoleGroup, sameAccount, sameName } from '../roles.ts';
import { type CmdletCall, cmdlet, type Properties } from './cmdlet.ts';
import { identity, text, texts, toggle } from './parameter.ts';
import { exists, type RolesOf, roleMeant } from './roles.ts';

const isForAdministrators = true;

export function roleGroupCmdlets(rolesOf: RolesOf) {
  return [newGroup(rolesOf), getGroup, removeGroup, addMember, getMember, newAssignment(rolesOf), getAssignment];
}

function newGroup(rolesOf: RolesOf) {
  return cmdlet({
    name: 'New-RoleGroup',
    isForAdministrators,
    confirmImpact: 'Medium',
    parameters: [text('Name', { isMandatory: true, isFirst: true }), texts('Roles'), texts('Members'), text('Description')],
    *run(call) {
      const name = call.parameters.needed('Name');
      const before = call.exchange.roles();
      if (before.groups.some((group) => sameName(group.name, name))) throw exists(name);
      const given = call.parameters.texts('Roles').map((role) => assignmentOf(roleMeant(call, rolesOf, role).name, name));
      const group = { name, members: call.parameters.texts('Members') };
      call.exchange.changeRoles({ ...before, groups: [...before.groups, group], assignments: [...before.assignments, ...given] });
      yield groupObject(call, group);
    },
  });
}

const getGroup = cmdlet({
  name: 'Get-RoleGroup',
  isForAdministrators,
  parameters: [identity(), text('Filter'), text('ResultSize')],
  *run(call) {
    const asked = call.parameters.text('Identity');
    for (const group of asked === null ? call.exchange.roles().groups : [groupMeant(call)]) yield groupObject(call, group);
  },
});

const removeGroup = cmdlet({
  name: 'Remove-RoleGroup',
  isForAdministrators,
  confirmImpact: 'High',
  parameters: [identity({ isMandatory: true }), toggle('Force')],
  *run(call) {
    const group = groupMeant(call);
    const before = call.exchange.roles();
    call.exchange.changeRoles({
      ...before,
      groups: before.groups.filter(({ name }) => name !== group.name),
      assignments: before.assignments.filter(({ assignee }) => !sameName(assignee, group.name)),
    });
  },
});

const addMember = cmdlet({
  name: 'Add-RoleGroupMember',
  isForAdministrators,
  confirmImpact: 'Medium',
  parameters: [identity({ isMandatory: true }), text('Member', { isMandatory: true })],
  *run(call) {
    const group = groupMeant(call);
    const member = call.parameters.needed('Member');
    if (group.members.some((known) => sameAccount(known, member))) throw exists(member);
    const before = call.exchange.roles();
    const grown = { ...group, members: [...group.members, member] };
    call.exchange.changeRoles({ ...before, groups: before.groups.map((each) => (each.name === group.name ? grown : each)) });
  },
});

const getMember = cmdlet({
  name: 'Get-RoleGroupMember',
  isForAdministrators,
  parameters: [identity({ isMandatory: true }), text('ResultSize')],
  *run(call) {
    for (const member of groupMeant(call).members)
      yield objectOf('Directory.Management.ReducedRecipient', { Identity: member, Name: member });
  },
});

function newAssignment(rolesOf: RolesOf) {
  return cmdlet({
    name: 'New-ManagementRoleAssignment',
    isForAdministrators,
    confirmImpact: 'Medium',
    defaultSet: 'SecurityGroup',
    parameters: [
      text('Name', { isFirst: true }),
      text('Role', { isMandatory: true }),
      text('SecurityGroup', { sets: ['SecurityGroup'], isMandatory: true }),
      text('User', { sets: ['User'], isMandatory: true }),
    ],
    *run(call) {
      const { parameters, exchange } = call;
      const role = roleMeant(call, rolesOf, parameters.needed('Role'));
      const made = assignmentOf(role.name, parameters.text('User') ?? parameters.needed('SecurityGroup'));
      const assignment = { ...made, name: parameters.text('Name') ?? made.name };
      const before = exchange.roles();
      if (before.assignments.some(({ name }) => sameName(name, assignment.name))) throw exists(assignment.name);
      exchange.changeRoles({ ...before, assignments: [...before.assignments, assignment] });
      yield assignmentObject(assignment);
    },
  });
}

const getAssignment = cmdlet({
  name: 'Get-ManagementRoleAssignment',
  isForAdministrators,
  parameters: [identity(), text('Role'), text('RoleAssignee')],
  *run({ exchange, parameters }) {
    const [asked, role, assignee] = ['Identity', 'Role', 'RoleAssignee'].map((name) => parameters.text(name));
    const fits = (wanted: string | null | undefined, value: string) => typeof wanted !== 'string' || sameName(wanted, value);
    for (const each of exchange.roles().assignments) {
      if (fits(asked, each.name) && fits(role, each.role) && fits(assignee, each.assignee)) yield assignmentObject(each);
    }
  },
});

function groupMeant(call: CmdletCall): RoleGroup {
  const asked = call.parameters.needed('Identity');
  const group = call.exchange.roles().groups.find(({ name }) => sameName(name, asked));
  if (group === undefined) throw notFound(asked, call.exchange.organization.world.domain);
  return group;
}

/** Named as Exchange names them by itself. */
function assignmentOf(role: string, assignee: string): RoleAssignment {
  return { name: `${role}-${assignee}`, role, assignee };
}

function groupObject(call: CmdletCall, { name, members }: RoleGroup) {
  const roles = call.exchange.roles().assignments.filter(({ assignee }) => sameName(assignee, name));
  return objectOf('Directory.Management.RoleGroup', { Identity: name, Name: name, Members: members, Roles: roles.map(({ role }) => role) });
}

function assignmentObject({ name, role, assignee }: RoleAssignment) {
  const properties = { Identity: name, Name: name, Role: role, RoleAssigneeName: assignee, Enabled: true };
  return objectOf('Directory.SystemConfiguration.ExchangeRoleAssignmentPresentation', properties);
}

function objectOf(type: string, properties: Properties) {
  return { object: { type: `Microsoft.Exchange.Data.${type}`, properties } };
}
