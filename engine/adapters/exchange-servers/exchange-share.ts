/** What Exchange counts of ours now, of what it allows (B9). */
import type { ExchangeShare } from '../../../shared/control/exchange-load.ts';
import type { ExchangeLoad } from './exchange-load.ts';
import { type ShellBudget, shellLimits } from './shell-budget.ts';

interface ShareParts {
  readonly shells: ShellBudget;
  readonly load: ExchangeLoad;
}

export function shareOf({ shells, load }: ShareParts): ExchangeShare {
  const { allowed, most } = shellLimits;
  return {
    shells: { ...shells.use(), most, allowed },
    sessions: load.width(),
    delayPerSecond: load.delayPerSecond(),
    isSlow: load.isSlow(),
  };
}
