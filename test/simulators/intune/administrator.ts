/** The person who signs in during set-up; no mailbox of the organization. */
import { optionsOf, project, type Row } from './odata.ts';
import { intunePlan, type Plan } from './plans.ts';

/** Templates of the roles that matter to set-up; ids are the same in every tenant. */
export const roleTemplates = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  intuneAdministrator: '3a2c62db-5318-420d-8d74-23affee5d9d5',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
} as const;

const roleNames: Readonly<Record<string, string>> = {
  [roleTemplates.globalAdministrator]: 'Global Administrator',
  [roleTemplates.intuneAdministrator]: 'Intune Administrator',
  [roleTemplates.globalReader]: 'Global Reader',
};

export interface Administrator {
  /** Template ids of the directory roles. */
  readonly roles: readonly string[];
  readonly assignedPlans: readonly Plan[];
}

export const administrator = {
  id: '5f1f0a52-6b7e-4a60-9a51-6f3f2a1f9d01',
  displayName: 'Rehearsal administrator',
  alias: 'intune.admin',
} as const;

export const startingAdministrator: Administrator = {
  roles: [roleTemplates.intuneAdministrator],
  assignedPlans: [intunePlan('Enabled')],
};

const usual = ['displayName', 'mail', 'userPrincipalName'];

export function administratorRow(domain: string, { assignedPlans }: Administrator, url: URL): Row {
  const address = `${administrator.alias}@${domain}`;
  const { id, displayName } = administrator;
  const row = { id, displayName, mail: address, userPrincipalName: address, accountEnabled: true, assignedPlans };
  return project(row, optionsOf(url).select, usual);
}

/** Directory roles that the person holds. */
export function roleRows({ roles }: Administrator, url: URL, isCast: boolean): readonly Row[] {
  return roles.map((template) => ({
    ...(isCast ? {} : { '@odata.type': '#microsoft.graph.directoryRole' }),
    ...project(
      { id: template.replace(/^.{8}/, '00000000'), displayName: roleNames[template] ?? 'Custom role', roleTemplateId: template },
      optionsOf(url).select,
    ),
  }));
}
