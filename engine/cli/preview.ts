/**
 * `preview`: what a first synchronization would do, for set-up before anything is installed. It plans in a store in memory; of
 * an engine that is installed here already the store is only read, so that its own entries are known as such.
 */
import type { z } from 'zod';
import { assertNever } from '../../shared/assert-never.ts';
import { Failure, toAppError } from '../../shared/errors.ts';
import { type ExitName, exitFor } from '../../shared/exit-codes.ts';
import type { PolicyChange } from '../../shared/policy.ts';
import { type Preview, previewInputSchema, type previewLineSchema } from '../../shared/setup/engine-verbs.ts';
import { openPolicyFile } from '../adapters/policy-file/policy-file.ts';
import { openPreviewStore } from '../adapters/sqlite-store/sqlite-store.ts';
import { bothSides, exchangeGateway, type Host, intuneDirectory } from '../container.ts';
import { parseAccountCertificate } from '../secrets.ts';
import type { Sides } from '../sync/dependencies.ts';
import { previewRun } from '../sync/preview.ts';
import { proxyAccess } from '../way-out.ts';
import { readInput, silent } from './standard-input.ts';
import { showError, type Terminal } from './terminal.ts';

type Input = z.output<typeof previewInputSchema>;
type Line = z.infer<typeof previewLineSchema>;

/** Its last line tells how it ended. Cancelled by the signal it ends once the session is removed, with the failure `cancelled`. */
export async function runPreview(host: Host, terminal: Terminal, signal: AbortSignal): Promise<ExitName> {
  const tell = (line: Line) => show(terminal, line);
  try {
    const input = await readInput(previewInputSchema);
    tell({ kind: 'preview', preview: await preview(host, input, { signal, tell }) });
    return 'done';
  } catch (thrown) {
    const error = signal.aborted ? new Failure('cancelled', { retry: 'never' }).error : toAppError(thrown);
    tell({ kind: 'failed', error });
    return exitFor(error.code);
  }
}

interface Watch {
  readonly signal: AbortSignal;
  tell(line: Line): void;
}

async function preview(host: Host, input: Input, { signal, tell }: Watch): Promise<Preview> {
  const sides = await openSides(host, input);
  const store = openPreviewStore(host.places.store);
  try {
    const newBlockLimit = () => input.newBlockLimitPercent;
    const dependencies = {
      ...store,
      clock: host.clock,
      log: silent,
      newBlockLimit,
      onConnected: () => undefined,
      policyFile: openPolicyFile(host.places.policy),
      words: ({ key }: PolicyChange) => key,
    };
    return await previewRun({ sides, dependencies, signal, onProgress: (sync) => tell({ kind: 'progress', sync }) });
  } finally {
    await sides.close();
    store.state.close();
  }
}

/** Throws `usage.wrong` without an account certificate, `account-certificate.invalid` with a wrong one, `network.proxy-*`. */
async function openSides(host: Host, input: Input): Promise<Sides> {
  const { accountCertificate, proxy, proxyPassword } = input;
  if (accountCertificate === null) throw new Failure('usage.wrong', { params: { argument: 'accountCertificate' } });
  const certificate = parseAccountCertificate(accountCertificate);
  const way = await proxyAccess(proxy, proxyPassword, host.environment);
  const exchange = exchangeGateway(host, input.exchange, silent);
  const credentials = { user: input.exchange.user, password: input.exchangePassword };
  const directory = intuneDirectory(host, { certificate, proxy: way }, silent);
  return bothSides({ exchange, credentials, width: () => 1, pause: () => 0, close: () => exchange.close() }, directory);
}

function show(terminal: Terminal, line: Line): void {
  if (terminal.json) terminal.output.line(JSON.stringify(line));
  else say(terminal, line);
}

function say(terminal: Terminal, line: Line): void {
  switch (line.kind) {
    case 'progress':
      break;
    case 'preview':
      sayPreview(terminal, line.preview);
      break;
    case 'failed':
      showError(terminal, line.error);
      break;
    default:
      assertNever(line);
  }
}

function sayPreview({ output, say: t }: Terminal, { before, after, newBlocks, mailboxes, isHeld }: Preview): void {
  output.line(t('cli.preview.now', before));
  output.line(t('cli.preview.then', after));
  output.line(t('cli.preview.change', { mailboxes, newBlocks }));
  if (isHeld) output.line(t('cli.preview.held'));
}
