/** Carries out what set-up asks of Windows: one request on standard input, one answer on standard output. */
import { readFile } from 'node:fs/promises';
import { assertNever } from '../../shared/assert-never.ts';
import { Failure } from '../../shared/errors.ts';
import type { ExitName } from '../../shared/exit-codes.ts';
import type { Clock } from '../../shared/host/clock.ts';
import { readStandardInput } from '../../shared/host/console.ts';
import {
  type ServiceFacts,
  type WindowsAct,
  type WindowsAnswer,
  type WindowsRequest,
  windowsRequestSchema,
} from '../../shared/setup/windows-verbs.ts';
import type { Terminal } from '../cli/terminal.ts';
import { tryLogOn } from './log-on.ts';
import { type Native, WindowsError } from './native.ts';
import { ownersOf } from './owners.ts';
import { pipeOwner } from './pipe-owner.ts';
import { ServiceManager } from './service-manager.ts';

interface Task {
  /** Holds the request; null: standard input does. */
  readonly file: string | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
type Done = Extract<WindowsAnswer, { kind: 'done' }>;

/** Throws `usage.wrong`; nothing of what was read gets into the error. */
export async function answerRequest(native: Native, { output }: Terminal, task: Task): Promise<ExitName> {
  const request = await readRequest(task.file);
  const answer = await carryOut(native, request, task).catch(failedAnswer);
  output.line(JSON.stringify(answer));
  return answer.kind === 'done' && isAsWanted(request.act, answer.service) ? 'done' : 'failed';
}

/** A password comes by standard input only. */
async function readRequest(file: string | null): Promise<WindowsRequest> {
  const text = await (file === null ? readStandardInput() : readFile(file, 'utf8'));
  const request = windowsRequestSchema.safeParse(jsonOf(text));
  const isRefused = !request.success || (file !== null && 'password' in request.data && request.data.password !== null);
  if (isRefused) throw new Failure('usage.wrong', { params: { argument: file ?? 'standard input' } });
  return request.data;
}

function isAsWanted(act: WindowsAct, service: ServiceFacts | null): boolean {
  if (act === 'start') return service?.state === 'running';
  return act !== 'stop' || service === null || service.state === 'stopped';
}

function failedAnswer(thrown: unknown): WindowsAnswer {
  if (!(thrown instanceof WindowsError)) throw thrown;
  return { kind: 'failed', call: thrown.call, number: thrown.number };
}

async function carryOut(native: Native, request: WindowsRequest, task: Task): Promise<WindowsAnswer> {
  const services = new ServiceManager(native);
  const done: Done = { kind: 'done', service: null, pipeOwner: null, unknownSettings: [], owners: null };
  switch (request.act) {
    case 'query':
      return { ...done, service: services.query(request.name) };
    case 'register': {
      const binaryPath = request.binaryPath ?? `"${process.execPath}" "${import.meta.filename}" service`;
      const unknownSettings = [...services.register({ ...request, binaryPath })];
      return { ...done, service: services.query(request.name), unknownSettings };
    }
    case 'unregister':
      await waited(services, { ...request, act: 'stop' }, task);
      services.unregister(request.name);
      return done;
    case 'start':
    case 'stop':
      return { ...done, service: await waited(services, request, task) };
    case 'pipe-owner':
      return { ...done, service: services.query(request.name), pipeOwner: pipeOwner(native, request.pipe) };
    case 'log-on':
      tryLogOn(native, request.user, request.password);
      return done;
    case 'owners':
      return { ...done, owners: ownersOf(native, request.paths) };
    default:
      return assertNever(request);
  }
}

const pollMilliseconds = 100;

/** Asks for it and waits until nothing is pending any more, or the time is over. Answers what is then. */
async function waited(
  services: ServiceManager,
  { act, name, milliseconds }: Extract<WindowsRequest, { act: 'start' | 'stop' }>,
  { clock, signal }: Task,
) {
  if (services.query(name) === null) return null;
  services[act](name);
  const limit = clock.elapsed() + milliseconds;
  for (;;) {
    const facts = services.query(name);
    const isSettled = facts === null || facts.state === 'stopped' || (act === 'start' && facts.state === 'running');
    if (isSettled || clock.elapsed() > limit) return facts;
    await clock.sleep(pollMilliseconds, signal);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
