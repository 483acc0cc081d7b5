/** How the service is registered with Windows. Pure. */
import { homeVariable, serviceName } from '../../../shared/places.ts';
import type { ServiceIdentity } from '../../../shared/setup/answers.ts';
import type { ServiceFacts, WindowsRequest } from '../../../shared/setup/windows-verbs.ts';
import { enginePrograms } from '../engine-programs.ts';
import type { SetupHost } from '../setup-host.ts';

export type Registration = Extract<WindowsRequest, { act: 'register' }>;

/** Windows makes this account for the service alone; it has no password and no right but those given to it. */
export const virtualAccount = `NT SERVICE\\${serviceName}`;

const common = {
  act: 'register',
  name: serviceName,
  displayName: 'Microsoft Intune Exchange Connector Service',
  description: 'Lets only enrolled and compliant phones reach mailboxes of Exchange over ActiveSync.',
  start: 'delayed',
  recovery: { restartSeconds: [60, 60, 300], resetSeconds: 24 * 60 * 60 },
} as const;

/** As the engine registers itself where set-up is not at hand. */
export const registrationOfItself: Registration = { ...common, account: virtualAccount, password: null, binaryPath: null };

export function registrationOf(
  host: Pick<SetupHost, 'platform' | 'environment'>,
  folder: string,
  identity: ServiceIdentity,
  password: string | null,
): Registration {
  const account = identity.kind === 'virtual' ? virtualAccount : identity.user;
  return { ...common, account, password, binaryPath: binaryPathOf(host, folder) };
}

/** As it was before, with the password that Windows keeps for the account. */
export function registrationAsBefore({ binaryPath, account, start }: Pick<ServiceFacts, 'binaryPath' | 'account' | 'start'>): Registration {
  const known = start === 'other' ? 'manual' : start;
  return { ...common, binaryPath, account, password: null, start: known };
}

/** In quotation marks: a space in a path would let another program be started in its place. */
export function binaryPathOf(host: Pick<SetupHost, 'platform' | 'environment'>, folder: string): string {
  const { program, script } = enginePrograms(host, folder);
  const home = host.environment[homeVariable];
  return [`"${program}" "${script}" service`, ...(home === undefined ? [] : [`--home "${home}"`])].join(' ');
}

/** A service of this name may also be another product's. */
export function isOurs(binaryPath: string): boolean {
  return /\\engine\.cjs" service( --home "[^"]*")?$/i.test(binaryPath);
}

export function identityOf(account: string): ServiceIdentity {
  return account.toUpperCase() === virtualAccount.toUpperCase() ? { kind: 'virtual' } : { kind: 'account', user: account };
}

/** Group managed service accounts end so; Windows itself knows and changes their passwords. */
export function hasPassword(identity: ServiceIdentity): boolean {
  return identity.kind === 'account' && !identity.user.endsWith('$');
}
