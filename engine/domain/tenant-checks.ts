/** Whether tenant, administrator and account certificate are as the connector needs them (Q6), as checks with their cause. Pure. */
import type { CheckResult } from '../../shared/checks.ts';
import type { CertificateLife } from '../../shared/control/contract.ts';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import { type Fact, textFact } from '../../shared/facts.ts';
import type { AdministratorState, TenantState } from './intune.ts';

type TenantCheck = 'intune-licence' | 'intune-authority' | 'directory-sync' | 'intune-role';
type CheckOf<Id extends CheckResult['id']> = CheckResult & { readonly id: Id };

const needed = {
  'intune-licence': { key: 'licence-needed', params: {} },
  'intune-authority': { key: 'authority-needed', params: {} },
  'directory-sync': { key: 'directory-sync-needed', params: {} },
  'intune-role': { key: 'role-needed', params: {} },
  'account-certificate': { key: 'certificate-needed', params: {} },
} as const satisfies Record<TenantCheck | 'account-certificate', Fact>;

export function judgeTenant(tenant: TenantState, now: Date): readonly CheckOf<TenantCheck>[] {
  return [licence(tenant), authority(tenant), directorySync(tenant, now)];
}

/** With what only the administrator's own sign-in can tell. */
export function judgeSignedIn(tenant: TenantState, administrator: AdministratorState, now: Date): readonly CheckOf<TenantCheck>[] {
  const [own, ofTenant] = [role(administrator), judgeTenant(tenant, now)];
  return [own, ...ofTenant.map((check) => seenBy(check, administrator, own.verdict === 'fail'))];
}

/** To somebody without a role in Intune it does not tell its authority. */
function seenBy(check: CheckOf<TenantCheck>, administrator: AdministratorState, isKeptOut: boolean): CheckOf<TenantCheck> {
  if (check.id === 'intune-licence' && check.verdict === 'pass') return ownLicence(check, administrator);
  const isUntold = check.id === 'intune-authority' && check.error?.params['authority'] === 'unknown';
  return isKeptOut && isUntold ? { ...passed('intune-authority', []), verdict: 'unknown' } : check;
}

function licence({ subscription, isLicensed }: TenantState): CheckOf<TenantCheck> {
  const measured: Fact[] = [subscription === null ? { key: 'subscription-untold', params: {} } : textFact(subscription)];
  const inForce = subscription === null || subscription === 'active' || subscription === 'warning';
  if (!isLicensed || !inForce) return failed('intune-licence', 'intune.licence-missing', measured);
  return subscription === 'warning' ? { ...passed('intune-licence', measured), verdict: 'warn' } : passed('intune-licence', measured);
}

function ownLicence(check: CheckOf<TenantCheck>, { name, isLicensed }: AdministratorState): CheckOf<TenantCheck> {
  return isLicensed ? check : failed('intune-licence', 'intune.licence-administrator', [textFact(name)], { administrator: name });
}

/** Without a licence nobody is asked. */
function authority({ mdmAuthority, isLicensed }: TenantState): CheckOf<TenantCheck> {
  if (!isLicensed) return { ...passed('intune-authority', []), verdict: 'unknown' };
  const measured: Fact[] = [{ key: `authority-${mdmAuthority}`, params: {} }];
  if (mdmAuthority === 'intune') return passed('intune-authority', measured);
  return failed('intune-authority', 'intune.authority-wrong', measured, { authority: mdmAuthority });
}

/** Microsoft's synchronization runs every half hour unless set otherwise; six rounds without one are no delay any more. */
const staleHours = 3;

function directorySync({ directorySync: isOn, lastDirectorySync }: TenantState, now: Date): CheckOf<TenantCheck> {
  if (!isOn) return failed('directory-sync', 'intune.directory-sync-off');
  if (lastDirectorySync === null) return { ...passed('directory-sync', []), verdict: 'unknown' };
  const hours = Math.max(0, Math.floor((now.getTime() - Date.parse(lastDirectorySync)) / 3_600_000));
  const measured: Fact[] = [{ key: 'synchronized', params: { hours } }];
  if (hours < staleHours) return passed('directory-sync', measured);
  return { ...failed('directory-sync', 'intune.directory-sync-stale', measured, { hours }), verdict: 'warn' };
}

function role({ name, roles }: AdministratorState): CheckOf<TenantCheck> {
  if (roles === null) return { ...passed('intune-role', []), verdict: 'unknown' };
  const measured = roles.map((one) => textFact(one.name)).slice(0, 5);
  if (roles.some((one) => one.mayManageIntune)) return passed('intune-role', measured);
  return failed('intune-role', 'intune.role-missing', measured, { administrator: name });
}

/** Announced so long before its end, in days. */
const renewalDays = 60;

export function certificateLife(until: Date, now: Date): CertificateLife {
  const daysLeft = Math.ceil((until.getTime() - now.getTime()) / 86_400_000);
  const state = daysLeft <= 0 ? 'expired' : daysLeft <= renewalDays ? 'renew' : 'good';
  return { until: until.toISOString(), daysLeft, state };
}

export function judgeCertificate({ until, daysLeft, state }: CertificateLife): CheckOf<'account-certificate'> {
  const params = { until: until.slice(0, 10), days: daysLeft };
  const measured: readonly Fact[] = [
    state === 'expired' ? { key: 'ended-on', params: { until: params.until } } : { key: 'valid-until', params },
  ];
  if (state === 'good') return { id: 'account-certificate', verdict: 'pass', measured, required: [needed['account-certificate']] };
  const code = state === 'renew' ? 'account-certificate.expiring' : 'account-certificate.expired';
  const error: AppError = { code, params, retry: 'administrator' };
  const verdict = state === 'renew' ? 'warn' : 'fail';
  return { id: 'account-certificate', verdict, measured, required: [needed['account-certificate']], error };
}

function passed(id: TenantCheck, measured: readonly Fact[]): CheckOf<TenantCheck> {
  return { id, verdict: 'pass', measured, required: [needed[id]] };
}

function failed(id: TenantCheck, code: ErrorCode, measured: readonly Fact[] = [], params: AppError['params'] = {}): CheckOf<TenantCheck> {
  return { id, verdict: 'fail', measured, required: [needed[id]], error: { code, params, retry: 'administrator' } };
}
