/** The processes of this machine, as /proc shows them. */
import { readdirSync, readFileSync } from 'node:fs';

export interface SeenProcess {
  readonly pid: number;
  readonly command: string;
  readonly environment: string;
}

/** Every living process whose environment and arguments we may read; zombies have neither. */
export function processes(): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [
          {
            pid: Number(name),
            command: readFileSync(`/proc/${name}/cmdline`, 'utf8'),
            environment: readFileSync(`/proc/${name}/environ`, 'utf8'),
          },
        ];
      } catch {
        return [];
      }
    });
}

/** Those that were started for the simulated Exchange at `url`: only they know its address. */
export function processesOfRehearsal(url: string): readonly SeenProcess[] {
  return processes().filter(({ environment }) => environment.includes(`EXCHANGE_CONNECTOR_REHEARSAL_URL=${url}`));
}
