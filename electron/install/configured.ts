/** Between the words of the wizard and those of the configuration file. */
import { type Configuration, configurationSchema, parseConfiguration, renderConfiguration } from '../../shared/config/configuration.ts';
import { parseProxyChoice, proxyChoiceText } from '../../shared/config/proxy-address.ts';
import { Failure } from '../../shared/errors.ts';
import { type Answers, exchangeAnswersSchema } from '../../shared/setup/answers.ts';
import { readText } from '../platform/files.ts';
import type { Plan } from './plan.ts';
import type { SetupHost } from './setup-host.ts';

/** The fields that a person was asked about; the others of the configuration keep their value. */
export function configurationOf(answers: Answers): Partial<Configuration> {
  return {
    exchangeType: answers.exchange.type,
    exchangeServer: answers.exchange.server,
    exchangeUser: answers.exchange.user,
    newBlockLimitPercent: answers.newBlockLimitPercent,
    language: answers.language,
    mode: answers.mode,
    proxy: proxyChoiceText(answers.proxy),
    notificationAddress: answers.notification?.address ?? '',
  };
}

/** Throws `configuration.invalid` when server and type do not go together. */
export function connectionOf(configuration: Configuration): Pick<Answers, 'exchange' | 'proxy' | 'notification'> {
  const { exchangeType: type, exchangeServer: server, exchangeUser: user, proxy, notificationAddress } = configuration;
  const exchange = exchangeAnswersSchema.safeParse({ type, server, user });
  if (!exchange.success) throw new Failure('configuration.invalid', { params: { line: 1, reason: 'ExchangeServer' } });
  const notification = notificationAddress === '' ? null : { address: notificationAddress };
  return { exchange: exchange.data, proxy: parseProxyChoice(proxy), notification };
}

/** Throws `install.not-installed` without a configuration, or `configuration.invalid`. */
export async function currentConfiguration(host: SetupHost): Promise<Configuration> {
  const text = await readText(host.places.configuration);
  if (text === null) throw new Failure('install.not-installed');
  return parseConfiguration(text);
}

/** The configuration as it will be once the plan is carried out. */
export async function intendedConfiguration(host: SetupHost, plan: Pick<Plan, 'configuration' | 'replace'>): Promise<Configuration> {
  return parseConfiguration(intendedText(plan, await readText(host.places.configuration)));
}

/**
 * The text to write over `previous`: what nobody asked to change keeps its bytes. Throws `configuration.invalid` for one that
 * cannot be read; only a replacement writes it anew.
 */
export function intendedText({ configuration, replace }: Pick<Plan, 'configuration' | 'replace'>, previous: string | null): string {
  if (previous === null || (replace && !isReadable(previous))) return renderConfiguration(configurationSchema.parse(configuration), null);
  return renderConfiguration(configuration, previous);
}

function isReadable(text: string): boolean {
  try {
    parseConfiguration(text);
    return true;
  } catch {
    return false;
  }
}
