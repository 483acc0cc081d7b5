/** What `npm start` understands after `--`. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { languageSchema } from '../../shared/setup/answers.ts';

const optionsSchema = z.strictObject({
  unattended: z.boolean().default(false),
  json: z.boolean().default(false),
  devices: z.coerce.number().int().min(1).max(100_000).default(200),
  seed: z.coerce.number().int().min(0).max(4_294_967_295).default(1),
  language: languageSchema.default('en'),
  data: z.string().min(1).optional(),
});

export interface StartOptions {
  readonly unattended: boolean;
  readonly json: boolean;
  readonly devices: number;
  readonly seed: number;
  readonly language: 'en' | 'nl';
  readonly data: string;
}

export const usage = `npm start -- [--unattended] [--json] [--devices N] [--seed S] [--language en|nl] [--data FOLDER]
  --unattended  no window (chosen by itself where there is no display)
  --json        one JSON object a line; the last one tells the outcome
  --devices     size of the rehearsal organization, 1 to 100000 (200)
  --seed        which organization (1)
  --data        where the rehearsal keeps its state and the connector is installed`;

/** Throws a ZodError or a TypeError that names the wrong option. */
export function parseStartOptions(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      unattended: { type: 'boolean' },
      json: { type: 'boolean' },
      devices: { type: 'string' },
      seed: { type: 'string' },
      language: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const options = optionsSchema.parse({ ...values });
  const hasDisplay = process.platform !== 'linux' || Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']);
  return { ...options, unattended: options.unattended || !hasDisplay, data: resolve(options.data ?? defaultData(environment)) };
}

function defaultData(environment: NodeJS.ProcessEnv): string {
  return join(environment['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'exchange-connector-rehearsal');
}
