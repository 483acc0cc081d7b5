/** Everything that only looks: checks of this computer and of the connection, the way out, a test mail, a preview. */
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import { parseProxyChoice } from '../../shared/config/proxy-address.ts';
import type { IpcParsed } from '../../shared/ipc/contract.ts';
import { type Answers, type Language, proxyUser } from '../../shared/setup/answers.ts';
import type { Hop, MailLine, Preview } from '../../shared/setup/engine-verbs.ts';
import { currentConfiguration } from '../install/configured.ts';
import { runNetworkTest, runPreview, runStagedCheck, runTestMail } from '../install/staged-engine.ts';
import { runHostChecks } from '../prerequisites/host-checks.ts';
import { gatherHostFacts } from '../prerequisites/host-facts.ts';
import type { Workplace } from './workplace.ts';

/** Null: all. */
type Only = readonly CheckId[] | null;

export class Testing {
  readonly #place: Workplace;

  constructor(place: Workplace) {
    this.#place = place;
  }

  /** Whether this computer fits. A failed check is a result. */
  hostChecks(only: Only): Promise<readonly CheckResult[]> {
    const { host, listener } = this.#place;
    return this.#place.alone('checks', async (signal) => {
      const { platform, environment, places, setupVault } = host;
      const facts = await gatherHostFacts({ platform, environment, target: places.program, signal });
      return runHostChecks({
        facts,
        vault: setupVault,
        only,
        // What still comes from checks that were left must not stand beside those of the next.
        onResult: (result) => signal.aborted || listener.setup({ event: 'check', step: 'check-host', result }),
        signal,
      });
    });
  }

  /** The staged engine's own checks. A failed check is a result. */
  connectionChecks(answers: Answers, only: Only): Promise<readonly CheckResult[]> {
    const { host, listener } = this.#place;
    return this.#place.alone('checks', async (signal, session) => {
      const { results } = await runStagedCheck(host, {
        input: { ...(await this.#connection(answers)), only: only === null ? null : [...only] },
        folder: await session.engine.runnable(signal),
        onResult: (result) => signal.aborted || listener.setup({ event: 'check', step: 'check-connection', result }),
        signal,
      });
      return results;
    });
  }

  /** The way out, station by station. A failed station is a result. */
  network({ proxy, exchange }: IpcParsed<'testNetwork'>): Promise<readonly Hop[]> {
    const { host, listener } = this.#place;
    return this.#place.alone('network', async (signal, session) =>
      runNetworkTest(host, {
        input: {
          proxy,
          exchange,
          proxyPassword: await this.#proxyPassword(proxy),
          accountCertificate: await this.#place.accountCertificate(),
        },
        folder: await session.engine.runnable(signal),
        onHop: (hop) => signal.aborted || listener.hop(hop),
        signal,
      }),
    );
  }

  /** In the language of whoever asks. Throws `secret.missing` without a stored password. */
  testMail({ notification, way }: IpcParsed<'sendTestMail'>, language: Language): Promise<MailLine> {
    const { host } = this.#place;
    return this.#place.alone('mail', async (signal, session) => {
      const configured = await currentConfiguration(host).catch(() => null);
      const { proxy, type } = way ?? { proxy: parseProxyChoice(configured?.proxy ?? ''), type: configured?.exchangeType };
      return runTestMail(host, {
        input: {
          notification,
          notificationPassword: await this.#place.neededSecret('notification-password'),
          webServices: configured === null || configured.exchangeWebServiceUrl === '' ? null : configured.exchangeWebServiceUrl,
          exchangeType: type,
          proxy,
          proxyPassword: await this.#proxyPassword(proxy),
          language,
        },
        folder: await session.engine.runnable(signal),
        signal,
      });
    });
  }

  /** What enforcing would do; writes nothing. */
  preview(answers: Answers): Promise<Preview> {
    const { host, listener } = this.#place;
    return this.#place.alone('preview', async (signal, session) =>
      runPreview(host, {
        input: { ...(await this.#connection(answers)), newBlockLimitPercent: answers.newBlockLimitPercent },
        folder: await session.engine.runnable(signal),
        onProgress: (progress) => signal.aborted || listener.preview(progress),
        signal,
      }),
    );
  }

  async #connection({ exchange, proxy, notification }: Answers) {
    return {
      exchange,
      proxy,
      notification,
      exchangePassword: await this.#place.neededSecret('exchange-password'),
      accountCertificate: await this.#place.accountCertificate(),
      proxyPassword: await this.#proxyPassword(proxy),
      notificationPassword: notification === null ? null : await this.#place.secret('notification-password'),
    };
  }

  async #proxyPassword(proxy: Answers['proxy']): Promise<string | null> {
    return proxyUser(proxy) === null ? null : this.#place.secret('proxy-password');
  }
}
