/** I5, I6: looking at the installed connector, changing it, and removing it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../shared/errors.ts';
import type { Installed, MaintenanceAct, MaintenanceOutcome } from '../../shared/setup/maintenance.ts';
import { currentConfiguration } from '../install/configured.ts';
import { findEngine } from '../install/engine-process.ts';
import { readEngineRecord } from '../install/engine-record.ts';
import { operations } from '../install/operations.ts';
import { planOf, type Run, type Secrets } from '../install/plan.ts';
import { type End, perform } from '../install/transaction.ts';
import { changesOf, secretOf } from './acts.ts';
import { installedNow } from './installed-now.ts';
import type { Workplace } from './workplace.ts';

type Act<A extends MaintenanceAct['act']> = Extract<MaintenanceAct, { act: A }>;
type Removal = Act<'uninstall'>;
type Edit = Exclude<MaintenanceAct, { act: 'repair' | 'upgrade' | 'uninstall' }>;

export class Maintenance {
  readonly #place: Workplace;
  readonly #version: string;

  constructor(place: Workplace, version: string) {
    this.#place = place;
    this.#version = version;
  }

  /** The connector as it is now; null when none is installed. Changes nothing and waits for nobody. */
  installed(): Promise<Installed | null> {
    return installedNow(this.#place.host, this.#version);
  }

  /** Throws `install.not-installed`, or what failed, after the connector is as it was. An uninstall that was committed goes on next time. */
  maintain(act: MaintenanceAct, given: Secrets = {}): Promise<MaintenanceOutcome> {
    return this.#place.alone('change', async (signal, session) => {
      try {
        const run = { ...session, emit: this.#place.listener.setup, signal };
        if (act.act === 'uninstall') return await this.#uninstall(act, run);
        if ((await readEngineRecord(this.#place.host.places)) === null) throw new Failure('install.not-installed');
        return act.act === 'repair' || act.act === 'upgrade' ? await this.#put(act.act, run) : await this.#edit(act, run, given);
      } finally {
        session.engine.forget();
      }
    });
  }

  async #edit(act: Edit, run: Run, given: Secrets): Promise<MaintenanceOutcome> {
    const { host } = this.#place;
    const name = secretOf(act.act);
    const typed = name === null ? null : await this.#place.secret(name, given);
    const changes = changesOf(act, await currentConfiguration(host), typed);
    if (changes === null) return { kind: 'unchanged' };
    const wasRunning = (await findEngine(host, run.signal)) === 'ours';
    const plan = planOf(run, { ...changes, accountCertificate: await this.#place.accountCertificate() });
    const end = await perform<never>(host, { name: act.act, steps: operations[act.act] }, plan);
    return changed(end, changes.needsEngine === true && !wasRunning);
  }

  async #put(act: 'repair' | 'upgrade', run: Run): Promise<MaintenanceOutcome> {
    const { isInstalled } = await run.engine.choose(run.signal);
    if (act === 'upgrade' && isInstalled) return { kind: 'unchanged' };
    const plan = planOf(run, { needsEngine: true, isRestart: true });
    return changed(await perform<never>(this.#place.host, { name: act, steps: operations[act] }, plan), true);
  }

  async #uninstall({ removeData, takeBack }: Removal, run: Run): Promise<MaintenanceOutcome> {
    const { host } = this.#place;
    const record = await readEngineRecord(host.places).catch(() => null);
    if (record === null && !(removeData && (await this.#hasData()))) throw new Failure('install.not-installed');
    const plan = planOf(run, { removeData, takeBack, needsEngine: takeBack });
    const end = await perform<number>(host, { name: 'uninstall', steps: operations.uninstall }, plan);
    if (end.kind === 'cancelled') return end;
    return { kind: 'removed', left: removeData ? [] : [host.places.data], takenBack: end.outcome ?? 0 };
  }

  /** Beside the lock that we hold ourselves, which elsewhere than on Windows lies in a folder among the data. */
  async #hasData(): Promise<boolean> {
    const { data, records } = this.#place.host.places;
    const names = await readdir(data).catch(() => []);
    return names.some((name) => join(data, name) !== records);
  }
}

function changed(end: End<never>, restarted: boolean): MaintenanceOutcome {
  return end.kind === 'cancelled' ? end : { kind: 'changed', restarted };
}
