/** Runs verbs of an engine that is not installed yet: all that set-up does over the network is done by it (shared/setup/engine-verbs.ts). */
import type { z } from 'zod';
import type { CheckResult } from '../../shared/checks.ts';
import { Failure } from '../../shared/errors.ts';
import { type CheckInput, checkLineSchema, type ExistingConnector, type SignInLine, signInLineSchema } from '../../shared/setup/engine-verbs.ts';
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
  const results: CheckResult[] = [];
  let facts: ConnectionFacts | null = null;
  await runVerb(host, request, {
    verb: 'check',
    input: request.input,
    deadlineMilliseconds: checkMilliseconds,
    schema: checkLineSchema,
    onLine: (line) => {
      if (line.kind === 'finished') facts = { results, organization: line.organization, existing: line.existing };
      if (line.kind !== 'check') return;
      results.push(line.result);
      request.onResult(line.result);
    },
  });
  return finished(facts);
}

/** Ends with the line that says how it ended: `signed-in` or `failed`. */
export async function runSignIn(host: SetupHost, request: SignInRequest): Promise<SignInLine> {
  let last: SignInLine | null = null;
  await runVerb(host, request, {
    verb: 'sign-in',
    input: { accountCertificate: request.accountCertificate },
    deadlineMilliseconds: signInMilliseconds,
    schema: signInLineSchema,
    onLine: (line) => {
      if (line.kind !== 'code') last = line;
      request.onLine(line);
    },
  });
  return finished(last);
}

interface Verb<S extends z.ZodType> {
  readonly verb: 'check' | 'sign-in';
  readonly input: unknown;
  readonly deadlineMilliseconds: number;
  readonly schema: S;
  readonly onLine: (line: z.output<S>) => void;
}

async function runVerb<S extends z.ZodType>(host: SetupHost, request: { readonly folder: string; readonly signal: AbortSignal }, verb: Verb<S>): Promise<void> {
  const { program, script } = enginePrograms(host, request.folder);
  const result = await runToCompletion({
    program,
    arguments: [script, verb.verb, '--json'],
    folder: request.folder,
    environment: host.environment,
    input: `${JSON.stringify(verb.input)}\n`,
    deadlineMilliseconds: verb.deadlineMilliseconds,
    signal: request.signal,
    onLine: () => undefined,
  });
  for (const line of result.output.split('\n').filter((text) => text.trim() !== '')) verb.onLine(parsedLine(verb.schema, line));
}

function parsedLine<S extends z.ZodType>(schema: S, line: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new Failure('engine.start-failed', { detail: 'the staged engine printed a line that is not of its protocol' });
  }
}

function finished<T>(value: T | null): T {
  if (value === null) throw new Failure('engine.start-failed', { detail: 'the staged engine ended before it was finished' });
  return value;
}
