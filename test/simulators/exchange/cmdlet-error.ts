/** How a cmdlet fails. Knows neither cmdlets nor the directory, so that both can fail this way. */
/** A terminating error of a cmdlet, as PowerShell reports it. */
export class CmdletError extends Error {
  readonly id: string;
  readonly category: string;

  constructor(id: string, category: string, message: string) {
    super(message);
    this.name = 'CmdletError';
    this.id = id;
    this.category = category;
  }
}

export function notFound(identity: string, domain: string): CmdletError {
  const message = `The operation couldn't be performed because object '${identity}' couldn't be found on 'DC1.${domain}'.`;
  return new CmdletError('ManagementObjectNotFoundException', 'InvalidArgument', message);
}
