/** Every file, folder and link below a folder with what is in it: what a listing before and a listing after prove untouched. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** One line each, sorted: name, mode and content. */
export function listingOf(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => lineOf(join(entry.parentPath, entry.name), folder)).sort();
}

function lineOf(path: string, folder: string): string {
  const state = lstatSync(path);
  const about = `${path.slice(folder.length)} ${state.mode.toString(8)}`;
  if (state.isSymbolicLink()) return `${about} -> ${readlinkSync(path)}`;
  return state.isFile() ? `${about} ${createHash('sha256').update(readFileSync(path)).digest('hex')}` : about;
}
