/** Runs the unattended set-up as a person would, against a small rehearsal organization, and looks at what it leaves. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type AppError, appErrorSchema } from '../../shared/errors.ts';
import { openVault } from '../../shared/host/vault.ts';
import { vaultServices } from '../../shared/places.ts';
import { type SetupEvent, type SetupStep, setupEventSchema } from '../../shared/setup/progress.ts';
import { raiseStage, rehearsalAccount, repository } from '../rehearsal/stage.ts';

const finishedSchema = z.union([
  z.strictObject({
    event: z.literal('finished'),
    outcome: z.literal('ok'),
    changed: z.boolean(),
    powershell: z.strictObject({ version: z.string(), host: z.string(), source: z.string() }),
    electron: z.null(),
    devices: z.strictObject({ total: z.number(), allowed: z.number(), blocked: z.number(), quarantined: z.number() }),
    writes: z.number(),
    seconds: z.number(),
  }),
  z.strictObject({
    event: z.literal('finished'),
    outcome: z.literal('ok'),
    result: z.looseObject({ kind: z.string() }),
    seconds: z.number(),
  }),
  z.strictObject({ event: z.literal('finished'), outcome: z.literal('failed'), error: appErrorSchema, seconds: z.number() }),
]);

export interface Ended {
  readonly exitCode: number | null;
  readonly events: readonly SetupEvent[];
  readonly finished: z.infer<typeof finishedSchema> | null;
  readonly output: string;
}

export interface RunOptions {
  readonly server?: string;
  readonly password?: string;
  readonly limitPercent?: number;
  readonly replace?: boolean;
  readonly keepData?: boolean;
  readonly bundle?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called for each event, with the process that sent it. */
  readonly onEvent?: (event: SetupEvent, child: ChildProcess) => void;
}

export interface MaintainOptions extends Pick<RunOptions, 'bundle' | 'environment' | 'onEvent'> {
  readonly secrets?: Readonly<Record<string, string>>;
}

export async function setupStage(devices: number) {
  // The vault of the session is everybody's: what another test left there is not what set-up left.
  await emptyVaults();
  const data = mkdtempSync(join(tmpdir(), 'ec-setup-'));
  const password = randomBytes(18).toString('base64url');
  const stage = await raiseStage({ data, devices, seed: 5, exchangePassword: password });
  const connector = join(data, 'connector');
  const program = join(repository, 'electron', 'unattended', 'main.ts');

  async function install(options: RunOptions = {}): Promise<Ended> {
    const answers = join(data, 'answers.json');
    const exchange = { type: 'on-premises', server: options.server ?? stage.server, user: rehearsalAccount };
    writeFileSync(
      answers,
      JSON.stringify({
        exchange,
        mode: 'enforce',
        newBlockLimitPercent: options.limitPercent ?? 90,
        replace: options.replace ?? false,
        keepData: options.keepData ?? true,
      }),
    );
    const more = options.bundle === undefined ? [] : ['--bundle', options.bundle];
    const input = JSON.stringify({ exchangePassword: options.password ?? password });
    const env = { ...stage.environment, ...options.environment };
    return run([program, 'install', '--answers', answers, '--json', ...more], env, { input, onEvent: options.onEvent });
  }

  /** A verb of maintenance with its answers, if it has any; `secrets` go to standard input. */
  async function maintain(verb: string, answers: unknown, options: MaintainOptions = {}): Promise<Ended> {
    const file = join(data, 'act.json');
    if (answers !== null) writeFileSync(file, JSON.stringify(answers));
    const more = options.bundle === undefined ? [] : ['--bundle', options.bundle];
    const words = [program, verb, ...(answers === null ? [] : ['--answers', file]), '--json', ...more];
    const env = { ...stage.environment, ...options.environment };
    return run(words, env, { input: options.secrets === undefined ? '' : JSON.stringify(options.secrets), onEvent: options.onEvent });
  }

  return {
    stage,
    connector,
    password,
    install,
    maintain,
    stop: () => run([program, 'stop', '--json'], stage.environment, {}),
    /** Every file below the connector's folder by its path and content; what the engine goes on writing is left out. */
    files: () => contentsBelow(connector),
    end: async () => {
      await run([program, 'stop', '--json'], stage.environment, {});
      await stage.rehearsal.stop();
      await emptyVaults();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Stops set-up with a signal as soon as it has done a step. */
export function signalAfter(step: SetupStep, signal: 'SIGKILL' | 'SIGTERM'): NonNullable<RunOptions['onEvent']> {
  return (event, child) => {
    if (event.event === 'done' && event.step === step) child.kill(signal);
  };
}

export function errorOf(ended: Ended): AppError | null {
  return ended.finished?.outcome === 'failed' ? ended.finished.error : null;
}

/** How an act of maintenance ended. */
export function resultOf(ended: Ended): unknown {
  return ended.finished !== null && 'result' in ended.finished ? ended.finished.result : null;
}

export async function vaultNames(): Promise<readonly string[]> {
  const names = await Promise.all(
    Object.values(vaultServices).map(async (service) => (await openVault(service).names()).map((name) => `${service}/${name}`)),
  );
  return names.flat().sort();
}

async function emptyVaults(): Promise<void> {
  for (const service of Object.values(vaultServices)) {
    const vault = openVault(service);
    for (const name of await vault.names()) await vault.remove(name);
  }
}

interface Input {
  readonly input?: string;
  readonly onEvent?: RunOptions['onEvent'];
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv, { input = '', onEvent }: Input): Promise<Ended> {
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const events: SetupEvent[] = [];
  let output = '';
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = setupEventSchema.safeParse(JSON.parse(line));
      if (!event.success) continue;
      events.push(event.data);
      onEvent?.(event.data, child);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stdin.on('error', () => undefined).end(input);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const finished = finishedSchema.safeParse(lastJson(output));
  return { exitCode, events, output, finished: finished.success ? finished.data : null };
}

function lastJson(output: string): unknown {
  try {
    return JSON.parse(output.trim().split('\n').at(-1) ?? '');
  } catch {
    return null;
  }
}

function contentsBelow(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(state\.db[^/]*|Logs\/.*|engine\.pid)$/.test(path));
  return Object.fromEntries(
    paths.sort().map((path) => [path.slice(folder.length + 1), path.endsWith('/node') ? 'program' : readFileSync(path, 'latin1')]),
  );
}
