/** Runs verbs of an engine that is not installed yet: all that set-up does over the network is done by it (shared/setup/engine-verbs.ts). */
import type { z } from 'zod';
import type { CheckResult } from '../../shared/checks.ts';
import { Failure } from '../../shared/errors.ts';
import {
  type CheckInput,
  checkLineSchema,
  type ExistingConnector,
  type SignInLine,
  signInLineSchema,
} from '../../shared/setup/engine-verbs.ts';
import { runToCompletion } from '../platform/processes.ts';
import { enginePrograms } from './engine-process.ts';
import type { SetupHost } from './setup-host.ts';

export interface CheckRequest {
  /** Folder of the engine. */
  readonly folder: string;
  readonly input: CheckInput;
  readonly onResult: (result: CheckResult) => void;
  readonly signal: AbortSignal;
}

export interface ConnectionFacts {
  readonly results: readonly CheckResult[];
  readonly organization: string | null;
  readonly existing: ExistingConnector | null;
}

export interface SignInRequest {
  readonly folder: string;
  readonly accountCertificate: string;
  readonly onLine: (line: SignInLine) => void;
  readonly signal: AbortSignal;
}

const checkMilliseconds = 5 * 60 * 1000;
/** Longer than a device code is valid (15 minutes). */
const signInMilliseconds = 20 * 60 * 1000;

/** Connection test. A failed check is a result; throws only when the test itself could not be made. */
export async function runStagedCheck(host: SetupHost, request: CheckRequest): Promise<ConnectionFacts> {
  const lines = await runVerb(host, request.folder, {
    verb: 'check',
    input: request.input,
    deadlineMilliseconds: checkMilliseconds,
    schema: checkLineSchema,
    onLine: (line) => {
      if (line.kind === 'check') request.onResult(line.result);
    },
    signal: request.signal,
  });
  const results = lines.flatMap((line) => (line.kind === 'check' ? [line.result] : []));
  const { organization, existing } = finished(lines.find((line) => line.kind === 'finished'));
  return { results, organization, existing };
}

/** Ends with the line that says how it ended: `signed-in` or `failed`. */
export async function runSignIn(host: SetupHost, request: SignInRequest): Promise<SignInLine> {
  const lines = await runVerb(host, request.folder, {
    verb: 'sign-in',
    input: { accountCertificate: request.accountCertificate },
    deadlineMilliseconds: signInMilliseconds,
    schema: signInLineSchema,
    onLine: request.onLine,
    signal: request.signal,
  });
  return finished(lines.find((line) => line.kind !== 'code'));
}

interface Verb<S extends z.ZodType> {
  readonly verb: 'check' | 'sign-in';
  readonly input: unknown;
  readonly deadlineMilliseconds: number;
  readonly schema: S;
  /** Each line as it comes. */
  readonly onLine: (line: z.output<S>) => void;
  readonly signal: AbortSignal;
}

async function runVerb<S extends z.ZodType>(host: SetupHost, folder: string, verb: Verb<S>): Promise<readonly z.output<S>[]> {
  const { program, script } = enginePrograms(host, folder);
  const lines: z.output<S>[] = [];
  let foreignLines = 0;
  const result = await runToCompletion({
    program,
    arguments: [script, verb.verb, '--json'],
    folder,
    environment: host.environment,
    input: `${JSON.stringify(verb.input)}\n`,
    deadlineMilliseconds: verb.deadlineMilliseconds,
    signal: verb.signal,
    onLine: (text) => {
      const line = verb.schema.safeParse(json(text));
      if (!line.success) {
        foreignLines += 1;
        return;
      }
      lines.push(line.data);
      verb.onLine(line.data);
    },
  });
  if (foreignLines > 0)
    throw new Failure('engine.start-failed', { detail: `${verb.verb} printed ${foreignLines} lines that are not of its protocol` });
  if (lines.length === 0)
    throw new Failure('engine.start-failed', {
      detail: `${verb.verb} ended with ${result.exitCode}: ${result.problem.trim().slice(-500)}`,
    });
  return lines;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function finished<T>(last: T | undefined): T {
  if (last === undefined) throw new Failure('engine.start-failed', { detail: 'the staged engine ended before it was finished' });
  return last;
}
