/** Everything that is said to the simulated Graph during a test run, kept in one folder, for the judge at its end (build/graph-traffic.ts). */
import { join } from 'node:path';
import { openRequestLog, type RequestLog } from '../request-log.ts';

/** Names the folder; without it nothing is kept. */
export const trafficVariable = 'TEST_GRAPH_TRAFFIC';

/** The log itself, which also keeps what is of Graph in a file of its own: several processes of a run write at once. */
export function alsoKept(log: RequestLog, folder = process.env[trafficVariable]): RequestLog {
  if (folder === undefined) return log;
  const kept = openRequestLog(join(folder, `${process.pid}-${crypto.randomUUID()}.jsonl`));
  return {
    write: (entry) => {
      log.write(entry);
      if (entry.side === 'intune' && isOfGraph(entry.url)) kept.write(entry);
    },
    entries: () => log.entries(),
  };
}

/** Not the sign-in, which Graph's metadata say nothing of. */
function isOfGraph(url: string): boolean {
  return /^\/(?:v1\.0|beta)\//.test(new URL(url).pathname);
}
