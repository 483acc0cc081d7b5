/** Where the runs of one version take place, one after the other. */
import { type ExchangeSimulator, startExchangeSimulator } from '../../simulators/exchange/server.ts';
import { generateWorld } from '../../simulators/world/generate.ts';
import { Organization } from '../../simulators/world/organization.ts';
import { DeadlineClock } from './clocks.ts';
import { accounts, type RunKind } from './hazards.ts';
import { WarmSessions } from './warm-sessions.ts';
import { Watch } from './watch.ts';

/** One Exchange of one version, with the sessions that are open to it. */
export interface House {
  readonly profile: RunKind['profile'];
  readonly exchange: ExchangeSimulator;
  readonly watch: Watch;
  readonly sessions: WarmSessions;
  readonly deadlines: DeadlineClock;
}

const longAbandoned = 24 * 60 * 60_000;

export async function openHouse(profile: RunKind['profile']): Promise<House> {
  const organization = new Organization(generateWorld({ seed: 1, devices: 1 }));
  const watch = new Watch();
  const culture = profile === '2013' || profile === 'se' ? 'nl-NL' : 'en-US';
  const languageMode = profile === '2010-sp3' ? 'RestrictedLanguage' : 'NoLanguage';
  const kind = { profile, culture, languageMode, limits: { abandonedAfterMilliseconds: longAbandoned } } as const;
  const exchange = await startExchangeSimulator({ organization, accounts, requestLog: watch, kind });
  return { profile, exchange, watch, sessions: new WarmSessions(), deadlines: new DeadlineClock() };
}

/** Whether a fault waits for the opening of a session, so that it must be opened for real. */
export function isOpeningHit({ faults, servers }: ExchangeSimulator): boolean {
  return faults.list().some(({ match }) => servers.some((server) => `session @${server}`.includes(match.toLowerCase())));
}
