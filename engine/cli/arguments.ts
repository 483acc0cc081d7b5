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
  'rights',
  'wipe',
  'forget',
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
  readonly options: OrderOptions;
}

/** Of `wipe`, `forget` and `rights`. */
export interface OrderOptions {
  readonly confirm: string | undefined;
  readonly mailbox: string | undefined;
  readonly accountOnly: boolean;
  /** File to write the script to. */
  readonly script: string | undefined;
}

const noOptions: OrderOptions = { confirm: undefined, mailbox: undefined, accountOnly: false, script: undefined };

/** Throws `usage.wrong` with the argument. */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parsed(args);
  const [name = 'help', subject, extra] = positionals;
  if (values.help || name === 'help')
    return { verb: 'help', json: false, subject: '', acceptPlan: undefined, replace: false, options: noOptions };
  const verb = verbs.find((known) => known === name);
  if (verb === undefined) throw wrong(name);
  if (extra !== undefined) throw wrong(extra);
  checkSubject(verb, subject);
  checkOptions(verb, values);
  const { confirm, mailbox, script, 'account-only': accountOnly } = values;
  const options = { confirm, mailbox, accountOnly, script };
  return { verb, json: values.json, subject: subject ?? '', acceptPlan: values['accept-plan'], replace: values.replace, options };
}

/** Which verbs each option belongs to. */
const homes = {
  replace: ['sync'],
  'accept-plan': ['sync'],
  confirm: ['wipe', 'forget'],
  mailbox: ['wipe', 'forget'],
  'account-only': ['wipe'],
  script: ['rights'],
} as const satisfies Partial<Record<keyof ReturnType<typeof parsed>['values'], readonly Verb[]>>;

function checkOptions(verb: Verb, values: ReturnType<typeof parsed>['values']): void {
  const given = Object.entries(homes).filter(([name]) => Object.entries(values).some(([key, value]) => key === name && value !== false));
  const stray = given.find(([, allowed]: readonly [string, readonly Verb[]]) => !allowed.includes(verb));
  if (stray !== undefined) throw wrong(`--${stray[0]}`);
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
        confirm: { type: 'string' },
        mailbox: { type: 'string' },
        'account-only': { type: 'boolean', default: false },
        script: { type: 'string' },
      },
    });
  } catch (thrown) {
    throw wrong(thrown instanceof Error ? (thrown.message.split('.')[0] ?? '') : '');
  }
}

/** Verbs about one device. */
const aboutDevice: ReadonlySet<Verb> = new Set(['explain', 'wipe', 'forget']);

function checkSubject(verb: Verb, subject: string | undefined): void {
  if (verb === 'sync') {
    if (subject !== 'full') throw wrong(subject ?? 'sync');
  } else if (aboutDevice.has(verb)) {
    if ((subject ?? '') === '') throw wrong(verb);
  } else if (subject !== undefined) throw wrong(subject);
}

function wrong(argument: string): Failure {
  return new Failure('usage.wrong', { params: { argument } });
}
