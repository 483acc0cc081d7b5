/** Keys that the programs put together from a list of their contracts: the family must have exactly these members. */
import { accessStateSchema, evidenceSchema, reasonSchema, wantedEntrySchema } from '../../shared/access.ts';
import { checkCures, checkIds, checkResultSchema } from '../../shared/checks.ts';
import { errorCodes } from '../../shared/errors.ts';
import { eventNumbers } from '../../shared/event-log.ts';
import { factKeys } from '../../shared/facts.ts';
import { policyChangeKeys, policyWords } from '../../shared/policy.ts';
import { setupSteps } from '../../shared/setup/progress.ts';
import { syncStages } from '../../shared/sync-report.ts';

export interface Family {
  readonly prefix: string;
  readonly members: readonly string[];
}

export const families: readonly Family[] = [
  { prefix: 'error.', members: errorCodes.flatMap((code) => [`${code}.title`, `${code}.cause`, `${code}.cure`]) },
  { prefix: 'check.', members: checkIds.flatMap((id) => [`${id}.title`, `${id}.cure`, `${id}.help`]) },
  { prefix: 'cure.', members: checkCures },
  { prefix: 'fact.', members: factKeys },
  { prefix: 'reason.', members: reasonSchema.options },
  { prefix: 'policy.change.', members: policyChangeKeys },
  { prefix: 'policy.word.', members: policyWords },
  { prefix: 'evidence.', members: evidenceSchema.shape.key.options },
  { prefix: 'answer.', members: evidenceSchema.shape.answer.options },
  { prefix: 'stage.', members: syncStages },
  { prefix: 'step.', members: setupSteps },
  { prefix: 'state.', members: accessStateSchema.options },
  { prefix: 'entry.', members: wantedEntrySchema.options },
  { prefix: 'event.', members: Object.keys(eventNumbers) },
  { prefix: 'verdict.', members: checkResultSchema.shape.verdict.options },
];
