/**
 * The unattended set-up, killed at one point of one step: `KILL=step:point[:milliseconds]`, then the words of its command line.
 * Set-up's own steps run unchanged; around one of them stands the knife. The word `recover` only begins a session, as every start of set-up does.
 */
import { operations } from '../../electron/install/operations.ts';
import type { Step } from '../../electron/install/step.ts';
import { openSession } from '../../electron/setup/session.ts';
import { developmentBundle, repositoryOf, thisHost } from '../../electron/setup/this-host.ts';
import { runUnattended } from '../../electron/unattended/command-line.ts';
import { version } from '../../electron/version.ts';
import { standardOutput } from '../../shared/host/console.ts';

/** As a power cut does: no handler runs, nothing is flushed. */
function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
}

async function around<T>(point: string, milliseconds: number, work: () => Promise<T>): Promise<T> {
  if (point === 'before') die();
  // A timer would let a step that keeps the thread busy pass; the shortest steps are met at their first pause.
  if (point === 'during') setTimeout(die, milliseconds);
  const value = await work();
  if (point !== 'before') die();
  return value;
}

function arm(step: Step, point: string, milliseconds: number): void {
  const { run, cleanUp } = step;
  if (step.isForward) step.cleanUp = (host, facts, emit) => around(point, milliseconds, () => cleanUp(host, facts, emit));
  else step.run = (host, plan, undo) => around(point, milliseconds, () => run(host, plan, undo));
  const { prepare } = step;
  // Killed before a reversible step: its intention is not in the journal yet.
  if (point === 'before' && !step.isForward) step.prepare = (host, plan) => around(point, milliseconds, () => prepare(host, plan));
}

function armCommit(steps: readonly Step[], point: string): void {
  const step = point === 'after' ? steps.at(-1) : steps.find((one) => !one.isForward);
  if (step === undefined) return;
  const { cleanUp } = step;
  step.cleanUp = (host, undo, emit) => around(point === 'after' ? 'after' : 'before', 0, () => cleanUp(host, undo, emit));
}

const [name = '', point = '', milliseconds = '0'] = (process.env['KILL'] ?? '').split(':');
const steps = new Set<Step>(Object.values(operations).flat());
for (const step of steps) if (step.name === name) arm(step, point, Number(milliseconds));
if (name === 'commit') for (const list of Object.values(operations)) armCommit(list, point);

const repository = repositoryOf(import.meta.dirname);
const place = { bundlePath: developmentBundle(repository), programFolder: repository, isDelivered: false };
const words = process.argv.slice(2);
if (words[0] === 'recover') await (await openSession(thisHost(place), () => undefined)).close();
else process.exitCode = await runUnattended(words, { ...place, version, output: standardOutput });
