/**
 * Every folder, file, service and channel name of the product (architecture.md section 7).
 * Pure: the caller passes the platform and the environment; `EXCHANGE_CONNECTOR_HOME` moves everything at once.
 */
export interface Places {
  readonly data: string;
  readonly program: string;
  readonly configuration: string;
  /** The policy for where Graph no longer gives one (A2). */
  readonly policy: string;
  readonly logs: string;
  readonly store: string;
  /** Folder of what set-up goes by when it changes this computer: only administrators may write there, the service may not. */
  readonly records: string;
  readonly journal: string;
  readonly engineRecord: string;
  /** Where set-up kept those two before they had a folder of their own: in the data folder. */
  readonly previous: { readonly journal: string; readonly engineRecord: string };
  readonly pidFile: string;
  /** Named pipe or unix socket of the control channel. */
  readonly control: string;
}

export interface PlaceOptions {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

export const serviceName = 'WIEC';
/** Service names under which the credential vault keeps our entries: set-up's own, and the engine's. */
export const vaultServices = { setup: 'exchange-connector-setup', engine: 'exchange-connector' } as const;
export const configurationFileName = 'OnPremisesExchangeConnectorServiceConfiguration.xml';
export const homeVariable = 'EXCHANGE_CONNECTOR_HOME';
export const powershellVariable = 'EXCHANGE_CONNECTOR_POWERSHELL';
/** A script that opens the Exchange session in place of ours: only the rehearsal sets it, and status then says so. */
export const openerVariable = 'EXCHANGE_CONNECTOR_OPENER';
/**
 * `name:port=port`, with commas between: the first is met at the second on this computer, as mail.contoso.test:443=40123. Only heeded
 * in a rehearsal, that is together with {@link openerVariable}, whose mail servers bear names that no DNS knows.
 */
export const namesVariable = 'EXCHANGE_CONNECTOR_NAMES';
/** Whether set-up and engine meet a simulated organization; every status says so. */
export function isRehearsal(environment: PlaceOptions['environment']): boolean {
  return (environment[openerVariable] ?? '') !== '';
}
/** The account certificate file when it does not lie beside set-up. */
export const accountVariable = 'EXCHANGE_CONNECTOR_ACCOUNT_CERTIFICATE';

export function placesFor(options: PlaceOptions): Places {
  const moved = options.environment[homeVariable];
  if (options.platform === 'win32') return windowsPlaces(options, moved);
  const data = moved ?? `${options.environment['XDG_STATE_HOME'] ?? `${options.homeFolder}/.local/state`}/exchange-connector`;
  return assemble({ data, program: `${data}/program`, records: `${data}/setup`, control: `${data}/control.sock` }, '/');
}

function windowsPlaces(options: PlaceOptions, moved: string | undefined): Places {
  const environment = options.environment;
  const data = moved ?? `${environment['ProgramData'] ?? 'C:\\ProgramData'}\\Microsoft\\Windows Intune Exchange Connector`;
  const programFiles = environment['ProgramFiles'] ?? 'C:\\Program Files';
  const program = `${programFiles}\\Microsoft Intune Exchange Connector`;
  // Program Files and what is made in it may be written by administrators alone, without a list of our own.
  const own = moved === undefined ? { program, records: `${program} Setup` } : { program: `${moved}\\program`, records: `${moved}\\setup` };
  const suffix = moved === undefined ? '' : `-${moved.replace(/[^A-Za-z0-9]/g, '-')}`;
  return assemble({ data, ...own, control: `\\\\.\\pipe\\exchange-connector${suffix}` }, '\\');
}

function assemble(folders: Pick<Places, 'data' | 'program' | 'records' | 'control'>, separator: string): Places {
  const at = (name: string): string => `${folders.data}${separator}${name}`;
  const recorded = (name: string): string => `${folders.records}${separator}${name}`;
  return {
    ...folders,
    configuration: at(configurationFileName),
    policy: at('policy.json'),
    logs: at('Logs'),
    store: at('state.db'),
    journal: recorded('install.journal'),
    engineRecord: recorded('engine.json'),
    previous: { journal: at('install.journal'), engineRecord: at('engine.json') },
    pidFile: at('engine.pid'),
  };
}

/** In the folder of the logs: what an engine says before its log is open, and its last words when it does not start. */
export const startLog = 'Connector-start.log';

/** The file whose lock says that an engine serves at this socket; empty, and kept after it. */
export function lockOf(control: string): string {
  return `${control}.lock`;
}
