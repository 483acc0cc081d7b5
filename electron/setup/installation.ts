/** Installing and connecting, on a new host or over a connector that is there. */
import { Failure } from '../../shared/errors.ts';
import { type Answers, neededSecrets, type SecretName, secretNames, type TypedSecret } from '../../shared/setup/answers.ts';
import type { ConnectOutcome } from '../../shared/setup/progress.ts';
import { configurationOf } from '../install/configured.ts';
import { readEngineRecord } from '../install/engine-record.ts';
import { firstSynchronization } from '../install/first-synchronization.ts';
import { operations } from '../install/operations.ts';
import { planOf, type Secrets } from '../install/plan.ts';
import { perform } from '../install/transaction.ts';
import type { Workplace } from './workplace.ts';

export class Installation {
  readonly #place: Workplace;

  constructor(place: Workplace) {
    this.#place = place;
  }

  /** Throws what failed, after the machine is as it was. Secrets that are not given are taken from the vault. */
  connect(answers: Answers, given: Secrets = {}): Promise<ConnectOutcome> {
    const { host, listener } = this.#place;
    return this.#place.alone('change', async (signal, { id, engine }) => {
      const needed = neededSecrets(answers);
      const plan = planOf(
        { id, engine, emit: listener.setup, signal },
        {
          configuration: configurationOf(answers),
          secrets: await this.#secrets(answers, needed, given),
          needed,
          unneeded: secretNames.filter((name) => !needed.includes(name)),
          service: answers.service,
          replace: answers.replace,
          keepData: answers.keepData,
          needsEngine: true,
        },
      );
      try {
        const end = await perform(host, { name: 'install', steps: operations.install }, plan);
        if (end.kind === 'cancelled') return end;
        if (end.outcome === null) throw new Failure('internal', { detail: 'no step told the outcome' });
        return end.outcome;
      } finally {
        engine.forget();
      }
    });
  }

  /** Lets a held first run go ahead. Throws `sync.plan-changed` when the plan is another by now. */
  acceptPlan(plan: string): Promise<ConnectOutcome> {
    const { host, listener } = this.#place;
    return this.#place.alone('change', (signal) =>
      firstSynchronization(host, {
        params: { acceptPlan: plan },
        onProgress: (sync) => listener.setup({ event: 'progress', step: 'first-sync', sync }),
        signal,
      }).catch((thrown: unknown) => {
        if (signal.aborted) return { kind: 'cancelled' } as const;
        throw thrown;
      }),
    );
  }

  /** Answers when the machine is as it was. */
  async cancel(): Promise<void> {
    this.#place.cancel('change');
    await this.#place.idle();
  }

  async #secrets(answers: Answers, needed: readonly SecretName[], given: Secrets): Promise<Secrets> {
    const certificate = await this.#certificate();
    const names: readonly TypedSecret[] = ['exchange-password', 'proxy-password', 'notification-password'];
    const secrets: [string, string][] = certificate === null ? [] : [['account-certificate', certificate]];
    for (const name of names) {
      const value = needed.some((one) => one === name) ? await this.#place.secret(name, given) : null;
      if (value !== null) secrets.push([name, value]);
    }
    const service = answers.service.kind === 'account' ? await this.#place.secret('service-password', given) : null;
    if (service !== null) secrets.push(['service-password', service]);
    await this.#place.neededSecret('exchange-password', given);
    return Object.fromEntries(secrets);
  }

  /** Only a connector that has it already does without the file. */
  async #certificate(): Promise<string | null> {
    const { host } = this.#place;
    const text = await this.#place.accountCertificate();
    if (text !== null || (await readEngineRecord(host.places)) !== null) return text;
    throw new Failure('account-certificate.missing', { params: { path: host.accountCertificatePath } });
  }
}
