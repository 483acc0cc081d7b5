/** The data folder belongs to administrators, to Windows itself, and to the service by its own identity; to nobody else. */
import { mkdir } from 'node:fs/promises';
import { Failure } from '../../../shared/errors.ts';
import { serviceName } from '../../../shared/places.ts';
import { exists } from '../../platform/files.ts';
import type { SetupHost } from '../setup-host.ts';
import { serviceSid } from './service-sid.ts';
import { runSystemProgram } from './system-programs.ts';

/** By number: the names of these are translated. */
const system = '*S-1-5-18';
const administrators = '*S-1-5-32-544';
const inherited = '(OI)(CI)';

/** What follows the folder on icacls' command line. */
export const dataRights: readonly string[] = [
  '/inheritance:r',
  '/grant:r',
  `${system}:${inherited}F`,
  `${administrators}:${inherited}F`,
  `*${serviceSid(serviceName)}:${inherited}M`,
];

/** Throws `install.disk`. */
export async function grantDataFolder(host: SetupHost, signal: AbortSignal): Promise<void> {
  const folder = host.places.data;
  await mkdir(folder, { recursive: true });
  const exitCode = await runSystemProgram(host, 'icacls.exe', [folder, ...dataRights], signal);
  if (exitCode !== 0) throw new Failure('install.disk', { params: { path: folder }, detail: `icacls ended with ${exitCode}` });
}

/** Takes the service's right back, where the folder is still there; the rights of its parent hold again. */
export async function revokeDataFolder(host: SetupHost, signal: AbortSignal): Promise<void> {
  const folder = host.places.data;
  if (!(await exists(folder))) return;
  await runSystemProgram(host, 'icacls.exe', [folder, '/inheritance:e', '/remove:g', `*${serviceSid(serviceName)}`], signal);
}
