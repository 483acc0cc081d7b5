/** What set-up needs to know of this computer, gathered once and judged elsewhere. A fact that cannot be found is null, never guessed. */
import { access, constants, statfs } from 'node:fs/promises';
import { cpus, hostname, release, totalmem, version } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { powershellVariable } from '../../shared/places.ts';
import type { Environment } from '../platform/processes.ts';
import { registryOfThisHost, systemFolder } from './registry.ts';
import { gatherWindowsFacts, type WindowsFacts } from './windows-facts.ts';

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
  /** From the registry; null elsewhere than on Windows. */
  readonly windows: WindowsFacts | null;
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
  /** For each query of the registry. */
  readonly deadlineMilliseconds?: number;
}

const registryMilliseconds = 10_000;

/** Asks anew each time. Throws only when the signal fires. */
export async function gatherHostFacts(options: FactOptions): Promise<HostFacts> {
  const [windows, freeDiskBytes, powershell] = await Promise.all([
    windowsFacts(options),
    freeBytes(options.target),
    findPowershell(options),
  ]);
  const speed = Math.max(0, ...cpus().map((processor) => processor.speed));
  return {
    platform: options.platform,
    release: release(),
    systemName: version(),
    hostName: hostname(),
    windows,
    // Virtual and ARM processors report 0 where the speed is not known.
    processorMegahertz: speed === 0 ? null : speed,
    memoryBytes: totalmem(),
    freeDiskBytes,
    powershell,
  };
}

async function windowsFacts(options: FactOptions): Promise<WindowsFacts | null> {
  const { platform, environment, signal, deadlineMilliseconds = registryMilliseconds } = options;
  if (platform !== 'win32') return null;
  return gatherWindowsFacts(registryOfThisHost({ environment, signal, deadlineMilliseconds }));
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

/** The PowerShell the engine will use: the named one; else Windows PowerShell on Windows, `pwsh` on PATH elsewhere. */
export async function findPowershell(options: Omit<FactOptions, 'target'>): Promise<PowershellFound | null> {
  const named = options.environment[powershellVariable] ?? '';
  if (named !== '') return (await isProgram(named)) ? { path: named, source: 'environment' } : null;
  if (options.platform !== 'win32') return onPath(options);
  const windows = join(systemFolder(options.environment), 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  return (await isProgram(windows)) ? { path: windows, source: 'windows' } : null;
}

async function onPath(options: Omit<FactOptions, 'target'>): Promise<PowershellFound | null> {
  for (const folder of (options.environment['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'pwsh');
    if (isAbsolute(folder) && (await isProgram(path))) return { path, source: 'path' };
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  if (!isAbsolute(path)) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
