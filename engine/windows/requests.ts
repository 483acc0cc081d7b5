/** Carries out what set-up asks of Windows: one request on standard input, one answer on standard output. */
import { assertNever } from '../../shared/assert-never.ts';
import { Failure } from '../../shared/errors.ts';
import type { ExitName } from '../../shared/exit-codes.ts';
import type { Clock } from '../../shared/host/clock.ts';
import { readStandardInput } from '../../shared/host/console.ts';
import { type WindowsAnswer, type WindowsRequest, windowsRequestSchema } from '../../shared/setup/windows-verbs.ts';
import type { Terminal } from '../cli/terminal.ts';
import { tryLogOn } from './log-on.ts';
import { type Native, WindowsError } from './native.ts';
import { pipeOwner } from './pipe-owner.ts';
import { ServiceManager } from './service-manager.ts';

interface Task {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
type Done = Extract<WindowsAnswer, { kind: 'done' }>;

/** Throws `usage.wrong`; nothing of what was read gets into the error. */
export async function answerRequest(native: Native, { output }: Terminal, task: Task): Promise<ExitName> {
  const request = windowsRequestSchema.safeParse(jsonOf(await readStandardInput()));
  if (!request.success) throw new Failure('usage.wrong', { params: { argument: 'standard input' } });
  const answer = await carryOut(native, request.data, task).catch(failedAnswer);
  output.line(JSON.stringify(answer));
  return answer.kind === 'done' ? 'done' : 'failed';
}

function failedAnswer(thrown: unknown): WindowsAnswer {
  if (!(thrown instanceof WindowsError)) throw thrown;
  return { kind: 'failed', call: thrown.call, number: thrown.number };
}

async function carryOut(native: Native, request: WindowsRequest, task: Task): Promise<WindowsAnswer> {
  const services = new ServiceManager(native);
  const done: Done = { kind: 'done', service: null, pipeOwner: null, unknownSettings: [] };
  switch (request.act) {
    case 'query':
      return { ...done, service: services.query(request.name) };
    case 'register': {
      const unknownSettings = [...services.register(request)];
      return { ...done, service: services.query(request.name), unknownSettings };
    }
    case 'unregister':
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
