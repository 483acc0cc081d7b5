/** What is written down while a run goes on: requests are counted, and every change of a mailbox is judged at the moment it is made. */
import type { ExchangeState } from '../../simulators/exchange/state.ts';
import type { RequestLog, RequestLogEntry } from '../../simulators/request-log.ts';
import type { Ledger, Scene } from './ledger.ts';

export interface Judge {
  readonly ledger: Ledger;
  scene(): Scene;
}

export class Watch implements RequestLog {
  #onRequest: (count: number) => void = () => undefined;
  #requests = 0;
  #wrong: string[] = [];

  /** Every change of this organization's mailboxes from now on. */
  judge(state: ExchangeState, { ledger, scene }: Judge): void {
    state.onMailboxWrite((write) => {
      if (write.asked === null) ledger.theirs(write);
      else this.#wrong.push(...ledger.ours(write, write.asked, scene()));
    });
  }

  /** Requests are counted anew from here. */
  count(onRequest: (count: number) => void): void {
    this.#requests = 0;
    this.#onRequest = onRequest;
  }

  /** What was wrong since it was last asked for. */
  takeWrong(): readonly string[] {
    const wrong = this.#wrong;
    this.#wrong = [];
    return wrong;
  }

  write(entry: RequestLogEntry): void {
    if (entry.side !== 'exchange' || entry.cmdlet.endsWith('-PSSession')) return;
    this.#requests += 1;
    this.#onRequest(this.#requests);
  }

  /** Nothing is kept. */
  entries() {
    return [];
  }
}
