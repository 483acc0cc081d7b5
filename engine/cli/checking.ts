/** The connection test: tries both sides for real, changes nothing, and tells each finding as soon as it is known. */
import { existsSync } from 'node:fs';
import { toAppError } from '../../shared/errors.ts';
import { textFact } from '../../shared/facts.ts';
import { openVault } from '../../shared/host/vault.ts';
import { powershellVariable, vaultServices } from '../../shared/places.ts';
import type { CheckLine } from '../../shared/setup/engine-verbs.ts';
import { findPowershell } from '../adapters/exchange-powershell/find-powershell.ts';
import { openPolicyFile } from '../adapters/policy-file/policy-file.ts';
import { problemIn } from '../policy-file-problem.ts';
import { type Checking, fail, isAsked, pass, required, warn } from './check-results.ts';
import { checkExchange } from './checking-exchange.ts';
import { checkCertificate, checkIntune, checkNetwork, notAskedOfIntune, ofIntune, tellUnreached } from './checking-intune.ts';
import { checkMail } from './checking-mail.ts';

type Finished = Extract<CheckLine, { readonly kind: 'finished' }>;

const probeName = 'connection-test';

/**
 * What both sides say about the organization; `existing` only when another machine holds it. A side that nothing is asked about
 * is not opened.
 */
export async function checkConnection(checking: Checking): Promise<Finished> {
  const { exchange, notification, notificationPassword } = checking.input;
  if (isAsked(checking, 'powershell')) checkPowershell(checking);
  if (isAsked(checking, 'vault')) await checkVault(checking);
  const isExchangeAsked = isAsked(checking, 'exchange-reach', 'exchange-server', 'exchange-account', 'exchange-commands');
  const facts = isExchangeAsked ? await checkExchange(checking) : null;
  const organization = facts?.organization ?? null;
  const existing = await checkCloud(checking, organization);
  if (isAsked(checking, 'policy-file')) await checkPolicyFile(checking);
  const isMailAsked = notification !== null && isAsked(checking, 'mail-reach');
  if (isMailAsked)
    await checkMail({ ...checking, notification, password: notificationPassword, way: { ...checking.input, type: exchange.type } });
  return { kind: 'finished', organization, existing };
}

/** Without an account certificate nobody knows which cloud and tenant to ask. */
async function checkCloud(checking: Checking, organization: string | null): Promise<Finished['existing']> {
  const { accountCertificate } = checking.input;
  if (accountCertificate === null) {
    notAskedOfIntune(checking);
    return null;
  }
  checkCertificate(checking, accountCertificate);
  if (isAsked(checking, 'network-sign-in', 'network-intune')) {
    const error = await checkNetwork(checking, accountCertificate);
    if (error !== null) {
      tellUnreached(checking, error);
      return null;
    }
  }
  if (!isAsked(checking, ...ofIntune)) return null;
  return await checkIntune(checking, accountCertificate, organization);
}

function checkPowershell(checking: Checking): void {
  const { environment } = checking.host;
  try {
    const search = { powershell: environment[powershellVariable] ?? null, platform: process.platform, environment, exists: existsSync };
    pass(checking, 'powershell', [textFact(findPowershell(search).path)]);
  } catch (thrown) {
    fail(checking, 'powershell', toAppError(thrown));
  }
}

/** Told only where there is one; a broken one only warns, since Intune may give the policy. */
async function checkPolicyFile(checking: Checking): Promise<void> {
  const file = openPolicyFile(checking.host.places.policy);
  if (!existsSync(file.path)) return;
  const error = await problemIn(file);
  const measured = [textFact(file.path)];
  if (error === null) pass(checking, 'policy-file', measured);
  else warn(checking, 'policy-file', error, measured);
}

async function checkVault(checking: Checking): Promise<void> {
  const vault = openVault(vaultServices.engine);
  try {
    await vault.write(probeName, 'probe');
    const kept = await vault.read(probeName);
    await vault.remove(probeName);
    if (kept === 'probe') pass(checking, 'vault', required.vault);
    else fail(checking, 'vault', { code: 'vault.unavailable', params: {}, retry: 'administrator' });
  } catch (thrown) {
    fail(checking, 'vault', toAppError(thrown));
  }
}
