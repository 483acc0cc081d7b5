/** The engine's log: JSON lines in `<logs>/Connector*.log`, thirty files of ten megabytes as in the original product (domain.md 5). */
/// <reference path="./pino-roll.d.ts" />
import { join } from 'node:path';
import { pino } from 'pino';
import roll from 'pino-roll';
import type { Log } from '../../ports/log.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface LogFile {
  readonly log: Log;
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}

const files = 30;
export async function openLog(folder: string): Promise<LogFile> {
  // The size is of the file in use; the limit counts the files beside it.
  const stream = await roll({
    file: join(folder, 'Connector'),
    extension: '.log',
    size: '10m',
    mkdir: true,
    limit: { count: files - 1, removeOtherLogFiles: true },
  });
  stream.on('error', () => undefined);
  const logger = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return {
    log: {
      info: (message, data = {}) => logger.info(withoutSecrets(data), message),
      warn: (message, data = {}) => logger.warn(withoutSecrets(data), message),
      error: (message, data = {}) => logger.error(withoutSecrets(data), message),
    },
    close: () =>
      new Promise((resolve) => {
        stream.once('close', resolve);
        stream.end();
      }),
  };
}
