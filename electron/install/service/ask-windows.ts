/** Asks Windows' service manager through an engine's verb `windows`; the engine may be staged, installed or the one before. */
import { Failure } from '../../../shared/errors.ts';
import { serviceName } from '../../../shared/places.ts';
import { type WindowsAnswer, type WindowsRequest, windowsAnswerSchema } from '../../../shared/setup/windows-verbs.ts';
import { runToCompletion } from '../../platform/processes.ts';
import { enginePrograms } from '../engine-programs.ts';
import type { SetupHost } from '../setup-host.ts';

export type Done = Extract<WindowsAnswer, { kind: 'done' }>;

/** Beyond what the request itself may wait. */
const askMilliseconds = 30_000;

/** A call of Windows that was refused: `service.failed`, with the error number of Windows. */
export class ServiceRefused extends Failure {
  readonly number: number;

  constructor(call: string, number: number, detail?: string) {
    super('service.failed', { params: { action: call, service: serviceName, number }, ...(detail === undefined ? {} : { detail }) });
    this.number = number;
  }
}

/** Throws {@link ServiceRefused}, `timeout`, `cancelled`, or `engine.start-failed` when the engine's program does not answer. */
export async function askWindows(host: SetupHost, folder: string, request: WindowsRequest, signal: AbortSignal): Promise<Done> {
  const { program, script } = enginePrograms(host, folder);
  const waits = 'milliseconds' in request ? request.milliseconds : 0;
  const result = await runToCompletion({
    program,
    arguments: [script, 'windows', '--json'],
    folder,
    environment: host.environment,
    input: `${JSON.stringify(request)}\n`,
    deadlineMilliseconds: askMilliseconds + waits,
    signal,
  });
  const answer = windowsAnswerSchema.safeParse(jsonOf(result.output));
  if (!answer.success)
    throw new Failure('engine.start-failed', {
      detail: `${request.act} ended with ${result.exitCode}: ${result.problem.trim().slice(-500)}`,
    });
  if (answer.data.kind === 'failed') throw new ServiceRefused(answer.data.call, answer.data.number);
  return answer.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
