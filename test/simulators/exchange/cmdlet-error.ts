/** How a cmdlet fails. Knows neither cmdlets nor the directory, so that both can fail this way. */
import { type Words, words } from './words.ts';

/** An error of a cmdlet, as PowerShell reports it; its message is the English one. */
export class CmdletError extends Error {
  readonly id: string;
  readonly category: string;
  readonly words: Words;

  constructor(id: string, category: string, said: Words) {
    super(said['en-US']);
    this.name = 'CmdletError';
    this.id = id;
    this.category = category;
    this.words = said;
  }
}

export function notFound(identity: string, domain: string): CmdletError {
  return new CmdletError('ManagementObjectNotFoundException', 'InvalidArgument', words.notFound(identity, `DC1.${domain}`));
}

export function invalidData(said: Words): CmdletError {
  return new CmdletError('DataValidationException', 'InvalidData', said);
}

export function wrongType(name: string, type: string): CmdletError {
  return new CmdletError('ParameterArgumentTransformationError', 'InvalidData', words.wrongType(name, type));
}
