/** The steps of connecting in their order; taking back goes the other way. The commit is the transaction's own. */

import type { Step } from './step.ts';
import { checkConnection } from './steps/check-connection.ts';
import { checkHost } from './steps/check-host.ts';
import { firstSync } from './steps/first-sync.ts';
import { handOverSecrets } from './steps/hand-over-secrets.ts';
import { registerService } from './steps/register-service.ts';
import { stageEngine } from './steps/stage-engine.ts';
import { startInstalledEngine } from './steps/start-engine.ts';
import { stopInstalledEngine } from './steps/stop-engine.ts';
import { storeSecrets } from './steps/store-secrets.ts';
import { switchEngine } from './steps/switch-engine.ts';
import { waitHealthy } from './steps/wait-healthy.ts';
import { writeConfiguration } from './steps/write-configuration.ts';

export const allSteps: readonly Step[] = [
  checkHost,
  stageEngine,
  checkConnection,
  storeSecrets,
  stopInstalledEngine,
  switchEngine,
  writeConfiguration,
  registerService,
  startInstalledEngine,
  handOverSecrets,
  waitHealthy,
  firstSync,
];
