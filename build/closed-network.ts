/**
 * A network of its own for the tests, with nothing in it but loopback: what cannot be reached there is not asked, by whatever process
 * a test starts. Linux only.
 */
import { spawnSync } from 'node:child_process';

/** Tells the tests whether they run in one: `closed`, or not set. */
export const networkVariable = 'TEST_NETWORK';

const raiseLoopback = 'ip link set lo up && exec "$@"';

/** What stands before a command that is to run in such a network; empty where the system gives none. */
export function closedNetwork(): readonly string[] {
  if (process.platform !== 'linux') return [];
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user'];
  const prefix = ['unshare', ...own, '--net', 'sh', '-c', raiseLoopback, 'sh'];
  const [program = '', ...args] = prefix;
  return spawnSync(program, [...args, 'true'], { stdio: 'ignore', timeout: 10_000 }).status === 0 ? prefix : [];
}
