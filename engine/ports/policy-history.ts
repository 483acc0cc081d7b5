/** The policies that were in force, newest last in number. Calls are synchronous and durable when they return. Throws `store.failed`. */
import type { PolicyVersion } from '../../shared/policy.ts';

export interface PolicyHistory {
  /** The one in force; null before the first. */
  current(): PolicyVersion | null;
  /** Puts the next one in force and gives it its number. */
  add(version: Omit<PolicyVersion, 'number'>): PolicyVersion;
}
