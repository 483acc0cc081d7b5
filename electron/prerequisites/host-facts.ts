/** What set-up needs to know of this computer, gathered once and judged elsewhere. A fact that cannot be found is null, never guessed. */
import { access, constants, statfs } from 'node:fs/promises';
import { cpus, hostname, release, totalmem, version } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { powershellVariable } from '../../shared/places.ts';
import { type Environment, runToCompletion } from '../platform/processes.ts';

export interface PowershellFound {
  readonly path: string;
  readonly source: 'environment' | 'path' | 'windows';
}

export interface HostFacts {
  /** As Node names it: win32, linux, darwin. */
  readonly platform: string;
  /** Kernel release, on Windows for instance 10.0.20348. */
  readonly release: string;
  readonly systemName: string;
  readonly hostName: string;
  /** `InstallationType` of the registry on Windows: Server, Server Core or Client. */
  readonly installationType: string | null;
  readonly processorMegahertz: number | null;
  readonly memoryBytes: number;
  readonly freeDiskBytes: number | null;
  readonly powershell: PowershellFound | null;
}

export interface FactOptions {
  readonly platform: string;
  readonly environment: Environment;
  /** Folder the program goes to; it may not exist yet. */
  readonly target: string;
  readonly signal: AbortSignal;
}

export async function gatherHostFacts(options: FactOptions): Promise<HostFacts> {
  const speed = Math.max(0, ...cpus().map((processor) => processor.speed));
  return {
    platform: options.platform,
    release: release(),
    systemName: version(),
    hostName: hostname(),
    installationType: await installationType(options),
    // Virtual and ARM processors report 0 where the speed is not known.
    processorMegahertz: speed === 0 ? null : speed,
    memoryBytes: totalmem(),
    freeDiskBytes: await freeBytes(options.target),
    powershell: await findPowershell(options),
  };
}

/** Free bytes for this account on the drive of `folder`, or of its nearest parent that exists. */
async function freeBytes(folder: string): Promise<number | null> {
  try {
    const drive = await statfs(folder);
    return drive.bavail * drive.bsize;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? null : freeBytes(parent);
  }
}

/** The PowerShell the engine will use: the named one, Windows PowerShell, or `pwsh` on PATH, in this order. */
export async function findPowershell(options: Omit<FactOptions, 'target'>): Promise<PowershellFound | null> {
  const named = options.environment[powershellVariable] ?? '';
  if (named !== '') return (await isProgram(named)) ? { path: named, source: 'environment' } : null;
  const windows = windowsPowershell(options);
  if (windows !== null && (await isProgram(windows))) return { path: windows, source: 'windows' };
  return onPath(options);
}

async function onPath(options: Omit<FactOptions, 'target'>): Promise<PowershellFound | null> {
  const name = options.platform === 'win32' ? 'pwsh.exe' : 'pwsh';
  for (const folder of (options.environment['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (isAbsolute(folder) && (await isProgram(path))) return { path, source: 'path' };
  }
  return null;
}

function windowsPowershell(options: Omit<FactOptions, 'target'>): string | null {
  if (options.platform !== 'win32') return null;
  return join(systemFolder(options.environment), 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}

async function isProgram(path: string): Promise<boolean> {
  if (!isAbsolute(path)) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function installationType(options: FactOptions): Promise<string | null> {
  if (options.platform !== 'win32') return null;
  const folder = systemFolder(options.environment);
  try {
    const result = await runToCompletion({
      program: join(folder, 'reg.exe'),
      arguments: ['query', 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', '/v', 'InstallationType'],
      folder,
      environment: options.environment,
      input: '',
      deadlineMilliseconds: 10_000,
      signal: options.signal,
    });
    return registryText(result.output, 'InstallationType');
  } catch {
    return null;
  }
}

/** The REG_SZ value `name` in what `reg.exe query` printed. */
export function registryText(output: string, name: string): string | null {
  const line = output.split(/\r?\n/).find((text) => text.trim().startsWith(`${name} `));
  return line?.match(/\sREG_SZ\s+(.*\S)\s*$/)?.[1] ?? null;
}

function systemFolder(environment: Environment): string {
  return join(environment['SystemRoot'] ?? 'C:\\Windows', 'System32');
}
