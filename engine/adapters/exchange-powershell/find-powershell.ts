/** Which PowerShell runs our scripts, and with which environment. Pure but for the question whether a file is there. */
import { posix, win32 } from 'node:path';
import type { PowershellFacts } from '../../../shared/control/contract.ts';
import { Failure } from '../../../shared/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface PowershellSearch {
  /** From EXCHANGE_CONNECTOR_POWERSHELL: a path, or null. It is never passed over in silence when it leads nowhere. */
  readonly powershell: string | null;
  readonly platform: string;
  readonly environment: Environment;
  readonly exists: (path: string) => boolean;
}

export interface PowershellProgram {
  readonly path: string;
  readonly source: PowershellFacts['source'];
}

/** Throws `powershell.missing`. On Windows always Windows PowerShell by its full path: 5.1 is there, and PATH is not trusted. */
export function findPowershell(search: PowershellSearch): PowershellProgram {
  const found = search.powershell === null ? installed(search) : named(search.powershell, search);
  if (found === null) throw new Failure('powershell.missing', { params: { path: search.powershell ?? '' } });
  return found;
}

function named(path: string, search: PowershellSearch): PowershellProgram | null {
  return search.exists(path) ? { path, source: 'environment' } : null;
}

function installed(search: PowershellSearch): PowershellProgram | null {
  if (search.platform === 'win32') {
    const path = win32.join(
      variable(search.environment, 'SystemRoot') ?? 'C:\\Windows',
      'System32',
      'WindowsPowerShell',
      'v1.0',
      'powershell.exe',
    );
    return search.exists(path) ? { path, source: 'windows' } : null;
  }
  const folders = (search.environment['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const path = folders.map((folder) => posix.join(folder, 'pwsh')).find(search.exists);
  return path === undefined ? null : { path, source: 'path' };
}

/** What PowerShell, .NET, Kerberos and the rehearsal need; all else, and so every secret, stays behind. */
const passed = new Set(
  [
    ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'TMPDIR', 'KRB5CCNAME', 'KRB5_CONFIG', 'XDG_RUNTIME_DIR'],
    ...[
      'SystemRoot',
      'SystemDrive',
      'windir',
      'ComSpec',
      'PATHEXT',
      'PSModulePath',
      'TEMP',
      'TMP',
      'USERPROFILE',
      'USERNAME',
      'USERDOMAIN',
    ],
    ...[
      'USERDNSDOMAIN',
      'LOGONSERVER',
      'COMPUTERNAME',
      'APPDATA',
      'LOCALAPPDATA',
      'ProgramData',
      'ProgramFiles',
      'CommonProgramFiles',
      'ALLUSERSPROFILE',
    ],
    ...['PUBLIC', 'OS', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', 'DOTNET_ROOT', 'EXCHANGE_CONNECTOR_REHEARSAL_URL'],
  ].map((name) => name.toUpperCase()),
);

/** Quiet on purpose: no telemetry, no colours, no update notice. */
export function powershellEnvironment(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && passed.has(name.toUpperCase()) ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(kept), TERM: 'dumb', NO_COLOR: '1', POWERSHELL_TELEMETRY_OPTOUT: '1', POWERSHELL_UPDATECHECK: 'Off' };
}

function variable(environment: Environment, name: string): string | undefined {
  const key = Object.keys(environment).find((candidate) => candidate.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : environment[key];
}
