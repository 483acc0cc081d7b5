/** Windows' own programs, by absolute path; what they print is in the language of Windows, so only the exit code counts. */
import { join } from 'node:path';
import { runToCompletion } from '../../platform/processes.ts';
import { systemFolder } from '../../prerequisites/registry.ts';
import type { SetupHost } from '../setup-host.ts';

const programMilliseconds = 30_000;

/** Exit code. Throws `timeout`, `cancelled`, or `internal` when there is no such program. */
export async function runSystemProgram(
  host: Pick<SetupHost, 'environment'>,
  name: 'reg.exe' | 'icacls.exe' | 'sc.exe',
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const folder = systemFolder(host.environment);
  const { exitCode } = await runToCompletion({
    program: join(folder, name),
    arguments: args,
    folder,
    environment: host.environment,
    input: '',
    deadlineMilliseconds: programMilliseconds,
    signal,
  });
  return exitCode;
}
