/** What changed in the directory since the last time (S2). */

/** Where the next question goes on from; nobody but the adapter reads it. It holds no secret. */
export interface DirectoryCursor {
  readonly users: string;
  readonly groups: readonly GroupCursor[];
}

export interface GroupCursor {
  readonly link: string;
  /** The groups that this link tells of. */
  readonly ids: readonly string[];
}

/**
 * `resync`: the changes are not known any more (the cursor is older than seven days, or the service lost it), or groups were nested
 * anew, so that other groups count than those that were watched. Then everything is read, and a new cursor begun.
 */
export type DirectoryChanges =
  | { readonly kind: 'resync'; readonly reason: 'expired' | 'forgotten' | 'nesting' }
  | {
      readonly kind: 'changes';
      /** Ids, lower case. Somebody may come though nothing that matters changed, and again the next time: Graph replays. */
      readonly users: ReadonlySet<string>;
      /** Among `users`: those who were deleted. */
      readonly removedUsers: ReadonlySet<string>;
      /** Groups whose direct members changed, or that are gone. */
      readonly groups: ReadonlySet<string>;
      readonly cursor: DirectoryCursor;
    };
