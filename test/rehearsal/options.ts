/** What `npm start` understands after `--`. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startOptions } from '../../build/bootstrap/start-options.mjs';
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

/** Throws a TypeError that names the wrong option. */
export function parseStartOptions(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): StartOptions {
  const { help: _, ...values } = parseArgs({ args: [...args], strict: true, options: startOptions }).values;
  const parsed = optionsSchema.safeParse(values);
  if (!parsed.success) throw new TypeError(z.prettifyError(parsed.error));
  const options = parsed.data;
  const hasDisplay = process.platform !== 'linux' || Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']);
  return { ...options, unattended: options.unattended || !hasDisplay, data: resolve(options.data ?? defaultData(environment)) };
}

function defaultData(environment: NodeJS.ProcessEnv): string {
  return join(environment['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'exchange-connector-rehearsal');
}
