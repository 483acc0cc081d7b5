/** Intune's filters on devices: some properties with some operators, joined by `and`. Anything else is ignored, and ALL devices come (graph.md fact 0.5). */
import type { Options, Row } from './odata.ts';
import { type Filter, holds, parseFilter, type Test } from './odata-filter.ts';

const filterable: Readonly<Record<string, readonly string[]>> = {
  userPrincipalName: ['eq', 'ne'],
  emailAddress: ['contains'],
  complianceState: ['eq'],
  complianceGracePeriodExpirationDateTime: ['lt', 'gt'],
  managementState: ['eq'],
  managementAgent: ['eq'],
  azureADDeviceId: ['eq'],
  exchangeAccessState: ['eq'],
  enrolledDateTime: ['lt', 'gt'],
  lastSyncDateTime: ['lt', 'gt'],
  deviceName: ['eq', 'contains', 'startswith'],
  operatingSystem: ['eq'],
  manufacturer: ['eq'],
  serialNumber: ['eq'],
  imei: ['eq'],
  model: ['eq', 'contains'],
  osVersion: ['contains'],
  jailBroken: ['eq'],
};

/** Null: no filter, or one that is ignored. */
export function deviceFilter({ filter: text }: Options): ((row: Row) => boolean) | null {
  const tests = testsOfText(text);
  return tests?.every(isSupported) === true ? (row) => tests.every((test) => holds(test, row)) : null;
}

/** Why a request for devices is refused, or null. */
export function refusedFilter({ filter: text, count }: Options): string | null {
  if (text !== null && parseFilter(text) === null) return 'Invalid filter clause.';
  const asksDeviceId = testsOfText(text)?.some(({ path }) => path[0] === 'azureADDeviceId') === true;
  return count && asksDeviceId ? 'azureADDeviceId cannot be filtered together with $count.' : null;
}

function testsOfText(text: string | null): readonly Test[] | null {
  const filter = text === null ? null : parseFilter(text);
  return filter === null ? null : testsIn(filter);
}

/** Null for what Intune does not understand. Of several Entra device ids joined by `or` it takes the first only. */
function testsIn(filter: Filter): readonly Test[] | null {
  if (filter.kind === 'test') return [filter];
  if (filter.kind !== 'and' && filter.kind !== 'or') return null;
  const parts = filter.parts.map(testsIn);
  const tests = parts.flatMap((part) => part ?? []);
  if (parts.includes(null)) return null;
  if (filter.kind === 'and') return tests;
  return tests.every(({ path }) => path[0] === 'azureADDeviceId') ? tests.slice(0, 1) : null;
}

/** An empty text is not understood either. */
function isSupported({ path: [property = '', ...rest], operator, values: [value] }: Test): boolean {
  return rest.length === 0 && value !== '' && filterable[property]?.includes(operator) === true;
}
