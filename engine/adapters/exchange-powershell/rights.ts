/** What the account may run of what we can make use of (Q8). Pure. */
import { Failure } from '../../../shared/errors.ts';
import type { MissingRight } from '../../domain/exchange.ts';
import { allCmdlets, type Cmdlet } from './cmdlets.ts';

/** Names of cmdlets as Exchange tells them, each with its parameters: with role-based access control the others do not exist. */
export class Rights {
  readonly #granted = new Map<string, ReadonlySet<string>>();

  constructor(rights: readonly { readonly Name: string; readonly Parameters: readonly string[] }[]) {
    for (const { Name: name, Parameters: parameters } of rights) {
      this.#granted.set(name.toLowerCase(), new Set(parameters.map((parameter) => parameter.toLowerCase())));
    }
  }

  has(name: string, parameter?: string): boolean {
    const parameters = this.#granted.get(name.toLowerCase());
    return parameters !== undefined && (parameter === undefined || parameters.has(parameter.toLowerCase()));
  }

  /** The newest granted name. Throws `exchange.command-missing`. */
  nameOf(cmdlet: Cmdlet, server: string): string {
    const name = cmdlet.names.find((candidate) => this.has(candidate));
    if (name === undefined) {
      throw new Failure('exchange.command-missing', { params: { server, commands: documented(cmdlet) }, retry: 'administrator' });
    }
    return name;
  }

  missing(): readonly MissingRight[] {
    return allCmdlets.flatMap((cmdlet) => this.#gap(cmdlet));
  }

  /** As one would type them, for those that a synchronization cannot do without. */
  missingNeeded(): readonly string[] {
    return allCmdlets.filter((cmdlet) => cmdlet.isNeeded).flatMap((cmdlet) => this.#gap(cmdlet).map(spelled));
  }

  #gap(cmdlet: Cmdlet): readonly MissingRight[] {
    const name = cmdlet.names.find((candidate) => this.has(candidate));
    if (name === undefined) return [{ cmdlet: documented(cmdlet), parameters: [] }];
    const parameters = cmdlet.parameters.filter((parameter) => !this.has(name, parameter));
    return parameters.length === 0 ? [] : [{ cmdlet: name, parameters }];
  }
}

/** `Set-CASMailbox -ActiveSyncAllowedDeviceIDs`, or the cmdlet alone when all of it is missing. */
export function spelled({ cmdlet, parameters }: MissingRight): string {
  return [cmdlet, ...parameters.map((parameter) => `-${parameter}`)].join(' ');
}

/** Of two names for one thing the older one is the one that the documentation of the account lists. */
function documented({ names }: Cmdlet): string {
  return names.at(-1) ?? names[0];
}
