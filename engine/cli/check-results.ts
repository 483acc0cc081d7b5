/** How the parts of the connection test say what they found. */
import type { z } from 'zod';
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Fact } from '../../shared/facts.ts';
import type { checkInputSchema } from '../../shared/setup/engine-verbs.ts';
import type { Host } from '../container.ts';
import type { Log } from '../ports/log.ts';

export interface Checking {
  readonly host: Host;
  readonly input: z.output<typeof checkInputSchema>;
  readonly log: Log;
  readonly signal: AbortSignal;
  tell(result: CheckResult): void;
}

/** What the engine asks for; the checks of the computer alone are set-up's own. */
export const required = {
  powershell: [{ key: 'powershell-needed', params: {} }],
  vault: [{ key: 'vault-keeps', params: {} }],
  'exchange-reach': [{ key: 'exchange-needed', params: { version: '2010 SP3' } }],
  'exchange-server': [{ key: 'one-server', params: {} }],
  'exchange-account': [{ key: 'remote-powershell', params: {} }],
  'exchange-commands': [{ key: 'cmdlets-all', params: {} }],
  'network-sign-in': [{ key: 'cloud-needed', params: { port: 443 } }],
  'network-intune': [{ key: 'cloud-needed', params: { port: 443 } }],
  'intune-reach': [{ key: 'cloud-needed', params: { port: 443 } }],
  'account-certificate': [{ key: 'certificate-needed', params: {} }],
  'intune-authority': [{ key: 'authority-needed', params: {} }],
  'intune-licence': [{ key: 'licence-needed', params: {} }],
  'policy-file': [{ key: 'policy-file-needed', params: {} }],
  'directory-sync': [{ key: 'directory-sync-needed', params: {} }],
} as const satisfies Partial<Record<CheckId, readonly Fact[]>>;
type EngineCheck = keyof typeof required;

/** Whether any of these was asked for. */
export function isAsked({ input }: Pick<Checking, 'input'>, ...ids: readonly CheckId[]): boolean {
  const { only } = input;
  return only === null || ids.some((id) => only.includes(id));
}

export function pass(checking: Checking, id: EngineCheck, measured: readonly Fact[]): void {
  if (isAsked(checking, id)) checking.tell({ id, verdict: 'pass', measured, required: required[id] });
}

export function fail(checking: Checking, id: EngineCheck, error: AppError, measured: readonly Fact[] = []): void {
  if (isAsked(checking, id)) checking.tell({ id, verdict: 'fail', measured, required: required[id], error });
}

/** Works, but not all of it. */
export function warn(checking: Checking, id: EngineCheck, error: AppError, measured: readonly Fact[]): void {
  if (isAsked(checking, id)) checking.tell({ id, verdict: 'warn', measured, required: required[id], error });
}

export function unknown(checking: Checking, id: EngineCheck): void {
  if (isAsked(checking, id)) checking.tell({ id, verdict: 'unknown', measured: [], required: required[id] });
}
