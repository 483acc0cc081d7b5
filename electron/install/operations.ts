/** The steps of every operation in their order; taking back goes the other way. The commit is the transaction's own. */
import type { OperationName } from './operation-name.ts';
import type { Step } from './step.ts';
import { checkAccount, checkConnection } from './steps/check-connection.ts';
import { checkHost } from './steps/check-host.ts';
import { checkWayOut } from './steps/check-way-out.ts';
import { firstSync } from './steps/first-sync.ts';
import { handOverSecrets } from './steps/hand-over-secrets.ts';
import { registerService } from './steps/register-service.ts';
import { removeData, removeEngine, removeProgram, removeSecrets, removeService } from './steps/remove-everything.ts';
import { removeRecord } from './steps/remove-record.ts';
import { stageEngine } from './steps/stage-engine.ts';
import { startInstalledEngine } from './steps/start-engine.ts';
import { stopInstalledEngine } from './steps/stop-engine.ts';
import { storeSecrets } from './steps/store-secrets.ts';
import { switchEngine } from './steps/switch-engine.ts';
import { takeBack } from './steps/take-back.ts';
import { waitHealthy } from './steps/wait-healthy.ts';
import { writeConfiguration } from './steps/write-configuration.ts';

/** The engine is put in anew, over configuration and secrets that stay. */
const putEngine = [
  checkHost,
  stageEngine,
  stopInstalledEngine,
  switchEngine,
  registerService,
  startInstalledEngine,
  waitHealthy,
] as const satisfies readonly Step<never>[];

export const operations = {
  install: [
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
  ],
  'edit-proxy': [checkWayOut, storeSecrets, startInstalledEngine, handOverSecrets, writeConfiguration],
  'change-credentials': [checkAccount, storeSecrets, startInstalledEngine, handOverSecrets, writeConfiguration],
  'change-notification': [storeSecrets, startInstalledEngine, handOverSecrets, writeConfiguration],
  'change-mode': [writeConfiguration],
  repair: putEngine,
  upgrade: putEngine,
  uninstall: [startInstalledEngine, takeBack, removeRecord, removeSecrets, removeEngine, removeService, removeProgram, removeData],
} as const satisfies Record<OperationName, readonly Step[]>;
