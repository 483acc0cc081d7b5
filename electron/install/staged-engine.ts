/**
 * Runs verbs of an engine that need not be installed: all that set-up does over the network is done by it
 * (shared/setup/engine-verbs.ts). Secrets go in on standard input; what comes out is one line of JSON after another.
 */
import type { z } from 'zod';
import type { CheckResult } from '../../shared/checks.ts';
import { Failure } from '../../shared/errors.ts';
import {
  type CheckInput,
  checkLineSchema,
  type ExistingConnector,
  type Hop,
  type MailInput,
  type MailLine,
  mailLineSchema,
  type NetworkInput,
  networkLineSchema,
  type Preview,
  type PreviewInput,
  previewLineSchema,
  type SignInInput,
  type SignInLine,
  signInLineSchema,
} from '../../shared/setup/engine-verbs.ts';
import type { SyncProgress } from '../../shared/sync-report.ts';
import { failureOf } from '../platform/failure-of.ts';
import { runToCompletion } from '../platform/processes.ts';
import { enginePrograms } from './engine-programs.ts';
import type { SetupHost } from './setup-host.ts';

export interface VerbRequest<I> {
  /** Folder of the engine. */
  readonly folder: string;
  readonly input: I;
  readonly signal: AbortSignal;
}

export interface ConnectionFacts {
  readonly results: readonly CheckResult[];
  readonly organization: string | null;
  readonly existing: ExistingConnector | null;
}

const minute = 60_000;
const limits = {
  check: 5 * minute,
  network: 3 * minute,
  'test-mail': 3 * minute,
  /** Longer than a device code is valid (15 minutes). */
  'sign-in': 20 * minute,
  /** It reads both sides whole. */
  preview: 12 * 60 * minute,
} as const;

/** Connection test. A failed check is a result; throws only when the test itself could not be made. */
export async function runStagedCheck(
  host: SetupHost,
  request: VerbRequest<CheckInput> & { readonly onResult: (result: CheckResult) => void },
): Promise<ConnectionFacts> {
  const lines = await runVerb(host, 'check', checkLineSchema, {
    ...request,
    onLine: (line) => {
      if (line.kind === 'check') request.onResult(line.result);
    },
  });
  const results = lines.flatMap((line) => (line.kind === 'check' ? [line.result] : []));
  const { organization, existing } = finished(lines.find((line) => line.kind === 'finished'));
  return { results, organization, existing };
}

/** Ends with the line that says how it ended: `signed-in` or `failed`. */
export async function runSignIn(
  host: SetupHost,
  request: VerbRequest<SignInInput> & { readonly onLine: (line: SignInLine) => void },
): Promise<SignInLine> {
  const lines = await runVerb(host, 'sign-in', signInLineSchema, request);
  return finished(lines.find((line) => line.kind === 'signed-in' || line.kind === 'failed'));
}

/** Every station as it ended. A failed one is a result. */
export async function runNetworkTest(
  host: SetupHost,
  request: VerbRequest<NetworkInput> & { readonly onHop: (hop: Hop) => void },
): Promise<readonly Hop[]> {
  const lines = await runVerb(host, 'network', networkLineSchema, {
    ...request,
    onLine: (line) => {
      if (line.kind === 'hop') request.onHop(line.hop);
    },
  });
  finished(lines.find((line) => line.kind === 'finished'));
  const last = new Map(lines.flatMap((line) => (line.kind === 'hop' ? [[line.hop.hop, line.hop] as const] : [])));
  return [...last.values()];
}

/** Ends with the line that says how it ended: `sent` or `failed`. */
export async function runTestMail(host: SetupHost, request: VerbRequest<MailInput>): Promise<MailLine> {
  const lines = await runVerb(host, 'test-mail', mailLineSchema, { ...request, onLine: () => undefined });
  return finished(lines.find((line) => line.kind !== 'stage'));
}

/** Throws what made it fail. */
export async function runPreview(
  host: SetupHost,
  request: VerbRequest<PreviewInput> & { readonly onProgress: (progress: SyncProgress) => void },
): Promise<Preview> {
  const lines = await runVerb(host, 'preview', previewLineSchema, {
    ...request,
    onLine: (line) => {
      if (line.kind === 'progress') request.onProgress(line.sync);
    },
  });
  const last = finished(lines.find((line) => line.kind !== 'progress'));
  if (last.kind === 'failed') throw failureOf(last.error);
  return last.preview;
}

interface Running<S extends z.ZodType> extends VerbRequest<unknown> {
  /** Each line as it comes. */
  readonly onLine: (line: z.output<S>) => void;
}

async function runVerb<S extends z.ZodType>(
  host: SetupHost,
  verb: keyof typeof limits,
  schema: S,
  { folder, input, signal, onLine }: Running<S>,
): Promise<readonly z.output<S>[]> {
  const { program, script } = enginePrograms(host, folder);
  const lines: z.output<S>[] = [];
  let foreignLines = 0;
  const result = await runToCompletion({
    program,
    arguments: [script, verb, '--json'],
    folder,
    environment: host.environment,
    input: `${JSON.stringify(input)}\n`,
    deadlineMilliseconds: limits[verb],
    signal,
    onLine: (text) => {
      const line = schema.safeParse(json(text));
      if (!line.success) {
        foreignLines += 1;
        return;
      }
      lines.push(line.data);
      onLine(line.data);
    },
  });
  if (foreignLines > 0)
    throw new Failure('engine.start-failed', { detail: `${verb} printed ${foreignLines} lines that are not of its protocol` });
  if (lines.length === 0)
    throw new Failure('engine.start-failed', { detail: `${verb} ended with ${result.exitCode}: ${result.problem.trim().slice(-500)}` });
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
  if (last === undefined) throw new Failure('engine.start-failed', { detail: 'the engine ended before it was finished' });
  return last;
}
