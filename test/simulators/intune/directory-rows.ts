/** Entra's objects as Graph shows them, and the filters on them that Graph documents (graph.md section 6). */
import type { Group, User } from './entra-directory.ts';
import type { Row } from './odata.ts';

/** Without `$select` users have these only: nothing of licences or of Active Directory. */
export const usualUser: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];
export const usualGroup: readonly string[] = ['displayName', 'securityEnabled', 'mailEnabled', 'description'];

export function userRow({ person: _, ...user }: User): Row {
  return {
    ...user,
    businessPhones: [],
    givenName: null,
    jobTitle: null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: null,
    onPremisesDomainName: user.onPremisesSyncEnabled === null ? null : 'contoso.test',
    onPremisesImmutableId: user.onPremisesSyncEnabled === null ? null : Buffer.from(user.id).toString('base64'),
  };
}

export function groupRow(group: Group): Row {
  return { id: group.id, displayName: group.displayName, description: null, securityEnabled: true, mailEnabled: false };
}

/** Operators by property; a slash stands for `any`. Those of `advanced` need the advanced-query options too. */
export interface Filters {
  readonly plain: Readonly<Record<string, readonly string[]>>;
  readonly advanced: Readonly<Record<string, readonly string[]>>;
}

export const userFilters: Filters = {
  plain: {
    id: ['eq', 'in'],
    userPrincipalName: ['eq', 'in', 'startswith'],
    mail: ['eq', 'in', 'startswith'],
    displayName: ['eq', 'in', 'startswith'],
    accountEnabled: ['eq'],
    onPremisesSyncEnabled: ['eq'],
    onPremisesSecurityIdentifier: ['eq', 'in'],
    'proxyAddresses/': ['eq', 'startswith'],
  },
  advanced: {
    'assignedPlans/servicePlanId': ['eq', 'ne'],
    'assignedPlans/capabilityStatus': ['eq', 'ne'],
    'assignedPlans/service': ['eq', 'ne'],
    userPrincipalName: ['ne'],
    mail: ['ne'],
    accountEnabled: ['ne'],
    displayName: ['ne'],
    onPremisesSamAccountName: ['eq', 'startswith'],
    '': ['not'],
  },
};

export const groupFilters: Filters = {
  plain: { id: ['eq', 'in'], displayName: ['eq', 'in', 'startswith'], securityEnabled: ['eq'], mailEnabled: ['eq'] },
  advanced: { displayName: ['ne'], '': ['not'] },
};

export const deviceFilters: Filters = {
  plain: {
    id: ['eq', 'in'],
    deviceId: ['eq', 'in'],
    displayName: ['eq', 'startswith'],
    isCompliant: ['eq'],
    isManaged: ['eq'],
    accountEnabled: ['eq'],
  },
  advanced: { displayName: ['ne'], '': ['not'] },
};
