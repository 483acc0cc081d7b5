/** The command line as a value. */
import { parseArgs } from 'node:util';
import { Failure } from '../../shared/errors.ts';

export const verbs = [
  'run',
  'check',
  'sign-in',
  'network',
  'test-mail',
  'preview',
  'status',
  'sync',
  'explain',
  'devices',
  'policy',
  'connectors',
  'unregister',
  'stop',
] as const;
export type Verb = (typeof verbs)[number];

export interface Arguments {
  readonly verb: Verb | 'help';
  readonly json: boolean;
  /** The device, address or name to explain; empty for other verbs. */
  readonly subject: string;
  readonly acceptPlan: string | undefined;
  readonly replace: boolean;
}

/** Throws `usage.wrong` with the argument. */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parsed(args);
  const [name = 'help', subject, extra] = positionals;
  if (values.help || name === 'help') return { verb: 'help', json: false, subject: '', acceptPlan: undefined, replace: false };
  const verb = verbs.find((known) => known === name);
  if (verb === undefined) throw wrong(name);
  if (extra !== undefined) throw wrong(extra);
  checkSubject(verb, subject);
  checkOptions(verb, values);
  return { verb, json: values.json, subject: subject ?? '', acceptPlan: values['accept-plan'], replace: values.replace };
}

function checkOptions(verb: Verb, values: ReturnType<typeof parsed>['values']): void {
  if (verb === 'sync') return;
  if (values.replace) throw wrong('--replace');
  if (values['accept-plan'] !== undefined) throw wrong('--accept-plan');
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        replace: { type: 'boolean', default: false },
        'accept-plan': { type: 'string' },
      },
    });
  } catch (thrown) {
    throw wrong(thrown instanceof Error ? (thrown.message.split('.')[0] ?? '') : '');
  }
}

function checkSubject(verb: Verb, subject: string | undefined): void {
  if (verb === 'sync' && subject !== 'full') throw wrong(subject ?? 'sync');
  if (verb === 'explain' && subject === undefined) throw wrong('explain');
  if (verb !== 'sync' && verb !== 'explain' && subject !== undefined) throw wrong(subject);
}

function wrong(argument: string): Failure {
  return new Failure('usage.wrong', { params: { argument } });
}
