/**
 * The kill table (I4): set-up is killed before, during and after every step of installing, upgrading, replacing and uninstalling;
 * then it is started again, and what it finds must be the old working state or the new one, and the act itself must succeed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '../../electron/install/operations.ts';
import { isAlive } from '../../electron/platform/processes.ts';
import { changedBundle } from '../contract/changed-bundle.ts';
import { setupStage, vaultNames } from '../contract/setup-fixture.ts';
import { repository } from '../rehearsal/stage.ts';

export const points = ['before', 'during', 'after'] as const;
export type Point = (typeof points)[number];
export const acts = ['install', 'upgrade', 'replace', 'uninstall'] as const;
export type Act = (typeof acts)[number];

export interface Cell {
  readonly act: Act;
  readonly step: string;
  readonly point: Point;
}

/** What the next start of set-up made of it. `wrong`: neither the old state nor the new one, or the act did not succeed afterwards. */
export interface Judgement extends Cell {
  readonly found: 'old' | 'new' | 'wrong';
  readonly why: string;
}

const phones = 6;
const installedVault = [
  'exchange-connector-setup/control-key',
  'exchange-connector/account-certificate',
  'exchange-connector/exchange-password',
];

/** Steps that do nothing in an act are killed there all the same. The commit is where a run passes from taking back to finishing. */
export function cellsOf(act: Act): readonly Cell[] {
  const steps = operations[act === 'replace' ? 'install' : act].map((step) => step.name);
  return [...steps, 'commit'].flatMap((step) => points.map((point) => ({ act, step, point })));
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

type Stage = Awaited<ReturnType<typeof setupStage>>;

/** What is installed, as far as it tells old from new; null: nothing, and nothing left over either. */
interface State {
  readonly version: string;
  readonly language: string;
}

export class KillTable {
  readonly #stage: Stage;
  readonly #folder: string;
  readonly #bundles: Readonly<Record<string, string>>;
  #seconds: Readonly<Record<string, number>> = {};

  private constructor(stage: Stage, folder: string, bundles: Readonly<Record<string, string>>) {
    this.#stage = stage;
    this.#folder = folder;
    this.#bundles = bundles;
  }

  static async raise(): Promise<KillTable> {
    const folder = mkdtempSync(join(tmpdir(), 'ec-kill-'));
    const bundles = {
      '1.0.1': await changedBundle(join(folder, 'one.zip'), { version: '1.0.1' }),
      '1.0.2': await changedBundle(join(folder, 'two.zip'), { version: '1.0.2' }),
    };
    return new KillTable(await setupStage(phones), folder, bundles);
  }

  async end(): Promise<void> {
    await this.#stage.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Kills one run at one point, starts set-up again, and says what it found. */
  async judge(cell: Cell): Promise<Judgement> {
    const start = await this.#startOf(cell.act);
    const goal = this.#goalOf(cell.act, start);
    const before = [...(await vaultNames())];
    const killed = await this.#run(cell.act, goal, `${cell.step}:${cell.point}:${Math.round(this.#half(cell) * 1000)}`);
    if (killed.signal !== 'SIGKILL') return { ...cell, found: 'wrong', why: `not killed: ${killed.output.slice(-400)}` };
    // The next start of set-up: it first ends what the killed one left. Asked for its state alone, it changes nothing else.
    const looked = await this.#start(['recover'], '');
    const found = await this.#found(start, goal, before);
    if (found === 'wrong') return { ...cell, found, why: `after the next start: ${await this.#told()}; ${looked.output.slice(-300)}` };
    // Once a step is enough: whichever point it was, the next start has left the old state or the new one.
    if (cell.point !== 'during') return { ...cell, found, why: '' };
    const again = await this.#run(cell.act, goal, '');
    const now = await this.#found(goal, goal, before);
    const isDone = again.code === 0 && now !== 'wrong';
    return { ...cell, found: isDone ? found : 'wrong', why: isDone ? '' : `again: ${await this.#told()}; ${again.output.slice(-400)}` };
  }

  /** Half of what the step took when it was not killed, in seconds. */
  #half({ act, step }: Cell): number {
    return (this.#seconds[`${act}/${step}`] ?? 0.05) / 2;
  }

  async #startOf(act: Act): Promise<State | null> {
    const now = this.#state();
    if (act === 'install') {
      if (now !== null) await this.#run('uninstall', null, '');
      return this.#state();
    }
    if (now === null) await this.#run('install', { version: '1.0.1', language: 'en' }, '');
    return this.#state();
  }

  #goalOf(act: Act, start: State | null): State | null {
    if (act === 'uninstall') return null;
    if (act === 'install' || start === null) return { version: '1.0.1', language: 'en' };
    if (act === 'upgrade') return { ...start, version: start.version === '1.0.1' ? '1.0.2' : '1.0.1' };
    return { ...start, language: start.language === 'en' ? 'nl' : 'en' };
  }

  async #found(old: State | null, goal: State | null, vault: readonly string[]): Promise<'old' | 'new' | 'wrong'> {
    const now = this.#state();
    const isSound = await this.#isSound(now, vault);
    if (!isSound) return 'wrong';
    if (JSON.stringify(now) === JSON.stringify(goal)) return 'new';
    return JSON.stringify(now) === JSON.stringify(old) ? 'old' : 'wrong';
  }

  /** Nothing half done: no journal, no staging, one engine or none, and exactly the vault entries that belong to the state. */
  async #isSound(now: State | null, vaultBefore: readonly string[]): Promise<boolean> {
    const { connector } = this.#stage;
    const left = ['', 'program', 'setup'].flatMap((folder) => namesIn(join(connector, folder)));
    const isClean = !left.some((name) => /^(install\.journal|staging-|.*\.(aside|new|tmp)[-.].*)$/.test(name));
    const names = await vaultNames();
    if (now === null) return isClean && this.#enginePid() === null && !existsSync(join(connector, 'program'));
    const folders = namesIn(join(connector, 'program')).filter((name) => name.startsWith('engine-'));
    const hasVault =
      installedVault.every((name) => names.includes(name)) &&
      names.every((name) => installedVault.includes(name) || vaultBefore.includes(name));
    return isClean && folders.length === 1 && hasVault && (await this.#isRunning());
  }

  async #isRunning(): Promise<boolean> {
    const { code } = await this.#start(['status', '--json'], '');
    return code === 0;
  }

  #enginePid(): number | null {
    const file = join(this.#stage.connector, 'engine.pid');
    const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
    return Number.isInteger(pid) && isAlive(pid) ? pid : null;
  }

  #state(): State | null {
    const { connector } = this.#stage;
    const record = join(connector, 'setup', 'engine.json');
    if (!existsSync(record)) return null;
    const { version }: { readonly version: string } = JSON.parse(readFileSync(record, 'utf8'));
    const configuration = readFileSync(join(connector, 'OnPremisesExchangeConnectorServiceConfiguration.xml'), 'utf8');
    return { version, language: /<Language>(\w+)</.exec(configuration)?.[1] ?? '' };
  }

  async #told(): Promise<string> {
    const { connector } = this.#stage;
    const files = ['', 'program', 'setup'].flatMap((folder) => namesIn(join(connector, folder))).join(' ');
    return `${JSON.stringify(this.#state())} ${files} | ${(await vaultNames()).join(' ')}`;
  }

  async #run(act: Act, goal: State | null, kill: string): Promise<Ended> {
    const verb = act === 'replace' ? 'replace' : act;
    const answers = join(this.#folder, 'answers.json');
    const { stage, password } = this.#stage;
    const exchange = { type: 'on-premises', server: stage.server, user: 'CONTOSO\\svc-connector' };
    const language = goal?.language ?? 'en';
    const full = { exchange, mode: 'enforce', newBlockLimitPercent: 100, language };
    writeFileSync(answers, JSON.stringify(act === 'uninstall' ? { removeData: true } : act === 'upgrade' ? {} : full));
    const bundle = goal === null ? [] : ['--bundle', this.#bundles[goal.version] ?? ''];
    const input = act === 'install' || act === 'replace' ? JSON.stringify({ exchangePassword: password }) : '';
    return await this.#start([verb, '--answers', answers, '--json', ...bundle], input, kill, act);
  }

  /** Runs set-up; a run without the knife tells how long each step takes, which the next one to be killed goes by. */
  async #start(words: readonly string[], input: string, kill = '', act = ''): Promise<Ended> {
    const env = { ...this.#stage.stage.environment, KILL: kill };
    const child = spawn(process.execPath, [join(repository, 'test', 'kill', 'killed-set-up.ts'), ...words], { env, stdio: 'pipe' });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stdin.on('error', () => undefined).end(input);
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((settle, fail) => {
      child.once('error', fail);
      child.once('close', (...end) => settle(end));
    });
    if (kill === '' && act !== '') this.#remember(act, output);
    return { code, signal, output };
  }

  #remember(act: string, output: string): void {
    for (const line of output.split('\n')) {
      const found = /"event":"done","step":"([a-z-]+)","seconds":([\d.]+)/.exec(line);
      if (found !== null) this.#seconds = { ...this.#seconds, [`${act}/${found[1]}`]: Number(found[2]) };
    }
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
