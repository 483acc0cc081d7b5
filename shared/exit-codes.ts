/** Exit codes of every command line of the product; `--help` prints this table. */
import type { ErrorCode } from './errors.ts';

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  prerequisite: 3,
  unreachable: 4,
  held: 5,
  cancelled: 6,
} as const;
export type ExitName = keyof typeof exitCodes;

const byCode: Partial<Record<ErrorCode, ExitName>> = {
  'usage.wrong': 'usage',
  'answers.invalid': 'usage',
  'answers.secret': 'usage',
  'prerequisite.failed': 'prerequisite',
  'folder.altered': 'prerequisite',
  'powershell.missing': 'prerequisite',
  'channel.unreachable': 'unreachable',
  'channel.owner-unproven': 'unreachable',
  'channel.version-mismatch': 'unreachable',
  'sync.held': 'held',
  cancelled: 'cancelled',
};

/** The exit that tells a failure with this code. */
export function exitFor(code: ErrorCode): ExitName {
  return byCode[code] ?? 'failed';
}
