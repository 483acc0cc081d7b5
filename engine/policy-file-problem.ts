/** What is wrong with the policy file (A2), asked before any run needs it. */
import { type AppError, toAppError } from '../shared/errors.ts';
import type { PolicyFile } from './ports/policy-source.ts';

/** Null when it is good, and when there is none. */
export async function problemIn(file: PolicyFile): Promise<AppError | null> {
  return await file.read().then(() => null, toAppError);
}
