/** What changed in the directory, in order: delta queries are answered from it, so a token need only name a place in it. */

export type Kind = 'users' | 'groups' | 'devices';
/** `changed`: may come back; `deleted`: for good (graph.md section 5). */
export type Removal = 'changed' | 'deleted';

export interface MemberChange {
  readonly id: string;
  readonly type: 'user' | 'group';
  readonly isRemoved: boolean;
}

export interface Change {
  readonly kind: Kind;
  readonly id: string;
  /** Names of the properties that are new; empty when only members changed. */
  readonly properties: readonly string[];
  readonly member?: MemberChange;
  readonly removal?: Removal;
}

export class Journal {
  readonly #changes: Change[] = [];

  /** The place after the newest change. */
  get end(): number {
    return this.#changes.length;
  }

  add(change: Change): void {
    this.#changes.push(change);
  }

  /** Changes of one kind from `start` up to `end`. */
  between(kind: Kind, start: number, end: number): readonly Change[] {
    return this.#changes.slice(start, end).filter((change) => change.kind === kind);
  }
}
