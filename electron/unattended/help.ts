/** What `help` prints: each verb with what it takes, in the words of its form, and the exit codes; or what one check is about. */
import { type CheckId, checkIds } from '../../shared/checks.ts';
import { exitCodes } from '../../shared/exit-codes.ts';
import type { Translate } from '../../shared/i18n/translate.ts';

const usage = [
  'install             --answers FILE [--bundle FILE] [--keep-account-certificate]',
  'replace             --answers FILE [--bundle FILE] [--keep-account-certificate]',
  'repair              [--answers FILE] [--bundle FILE]',
  'upgrade             [--answers FILE] [--bundle FILE]',
  'edit-proxy          --answers FILE',
  'change-credentials  --answers FILE',
  'change-notification --answers FILE',
  'change-mode         --answers FILE',
  'uninstall           [--answers FILE]',
  'status',
  'stop',
  'schema [VERB]',
  'help [CHECK]',
] as const;

export function helpLines(t: Translate): readonly string[] {
  return [
    ...usage.map((line) => `  ${line}`),
    `  … [--json] [--language en|nl]`,
    '',
    t('unattended.help.answers'),
    t('unattended.help.secrets'),
    '  {"exchange-password": "…", "proxy-password": "…", "notification-password": "…", "service-password": "…"}',
    t('unattended.help.checks'),
    `  ${checkIds.join(' ')}`,
    t('unattended.help.exit'),
    ...Object.entries(exitCodes).map(([name, code]) => `  ${code}  ${name}`),
  ];
}

/** The same words as the window's help of this check, and what helps when it fails. */
export function checkHelpLines(t: Translate, id: CheckId): readonly string[] {
  return [t(`check.${id}.title`), '', ...t(`check.${id}.help`).split('\n'), '', ...t(`check.${id}.cure`).split('\n')];
}
