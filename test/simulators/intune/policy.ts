/** The administrator's wishes: conditional access for on-premises Exchange (v1.0) and the Exchange policy (beta only). */
import type { Organization } from '../world/organization.ts';
import type { Row } from './odata.ts';

export interface ConditionalAccess {
  readonly enabled: boolean;
  readonly includedGroups: readonly string[];
  readonly excludedGroups: readonly string[];
  readonly overrideDefaultRule: boolean;
}

export interface ExchangePolicy {
  readonly defaultAccessLevel: string;
  readonly accessRules: readonly { readonly deviceClass: { readonly name: string; readonly type: string }; readonly accessLevel: string }[];
}

export interface PolicyState {
  readonly conditionalAccess: ConditionalAccess;
  /** Null: the tenant has no such policy, and asking for it is answered 404. */
  readonly exchangePolicy: ExchangePolicy | null;
  /** Microsoft's samples wrap a single entity in `value`; true answers that way. */
  readonly wrapped: boolean;
}

export function startingPolicy(organization: Organization): PolicyState {
  const { includedGroups, excludedGroups } = organization.world;
  return {
    conditionalAccess: { enabled: true, includedGroups, excludedGroups, overrideDefaultRule: true },
    exchangePolicy: { defaultAccessLevel: 'none', accessRules: [] },
    wrapped: false,
  };
}

export function conditionalAccessRow(state: PolicyState, tenantId: string): Row {
  return wrap(state, { id: tenantId, ...state.conditionalAccess });
}

export function exchangePolicyRow(state: PolicyState, policy: ExchangePolicy, tenantId: string): Row {
  return wrap(state, { id: tenantId, notificationContent: null, knownDeviceClasses: [], ...policy });
}

function wrap(state: PolicyState, row: Row): Row {
  return state.wrapped ? { value: row } : row;
}
