/** One check: what was found, what is needed, and the cure where it is not right. */
import { Button, Link, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircleFilled,
  CircleRegular,
  CopyRegular,
  ErrorCircleFilled,
  QuestionCircleFilled,
  WarningFilled,
} from '@fluentui/react-icons';
import type { CheckId, CheckResult } from '../../shared/checks.ts';
import { factsSentence } from '../../shared/facts.ts';
import { cureOf } from '../wizard/check-list.ts';
import { pageForCheck, shownCode } from '../wizard/mend.ts';
import type { Page } from '../wizard/state.ts';
import { curesOf, useWords } from '../words.ts';
import { Cure } from './error-notice.tsx';
import { HelpDialog } from './help-dialog.tsx';

const useStyles = makeStyles({
  item: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    paddingTop: tokens.spacingVerticalM,
    paddingBottom: tokens.spacingVerticalM,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  icon: { fontSize: '20px', flexShrink: 0, color: tokens.colorNeutralForeground3 },
  pass: { color: tokens.colorStatusSuccessForeground1 },
  warn: { color: tokens.colorStatusWarningForeground1 },
  fail: { color: tokens.colorStatusDangerForeground1 },
  unknown: { color: tokens.colorNeutralForeground3 },
  text: { minWidth: 0, flexGrow: 1, overflowWrap: 'anywhere' },
  acts: { display: 'flex', flexShrink: 0, alignItems: 'center', alignSelf: 'start', gap: tokens.spacingHorizontalS },
  line: { display: 'block', maxWidth: '60ch' },
  faint: { display: 'block', color: tokens.colorNeutralForeground2 },
});

const icons = { pass: CheckmarkCircleFilled, warn: WarningFilled, fail: ErrorCircleFilled, unknown: QuestionCircleFilled } as const;

/** What could not be determined has a cure only if something says why. */
function hasCure({ verdict, cure, error }: CheckResult): boolean {
  return error !== undefined || cure !== undefined || verdict === 'fail' || verdict === 'warn';
}

export function WaitingCheck({ id }: { readonly id: CheckId }) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <li className={styles.item}>
      <CircleRegular className={styles.icon} />
      <Text className={styles.faint}>
        {t(`check.${id}.title`)}: {t('wizard.connect.waiting')}
      </Text>
    </li>
  );
}

interface ItemProps {
  readonly result: CheckResult;
  readonly onGo: (page: Page) => void;
  readonly onCopy: () => void;
}

export function CheckItem({ result, onGo, onCopy }: ItemProps) {
  const styles = useStyles();
  const { t } = useWords();
  const Icon = icons[result.verdict];
  return (
    <li className={styles.item}>
      <Icon className={mergeClasses(styles.icon, styles[result.verdict])} />
      <div className={styles.text}>
        <Text weight="semibold">
          {t(`check.${result.id}.title`)}: {t(`verdict.${result.verdict}`)}
        </Text>
        <CheckFacts result={result} />
        {hasCure(result) && <CheckCure result={result} onGo={onGo} />}
      </div>
      <CheckActs id={result.id} onCopy={onCopy} />
    </li>
  );
}

function CheckActs({ id, onCopy }: { readonly id: CheckId; readonly onCopy: () => void }) {
  const styles = useStyles();
  const { t } = useWords();
  const check = t(`check.${id}.title`);
  return (
    <div className={styles.acts}>
      <HelpDialog label={t('wizard.checks.help')} name={t('wizard.checks.helpFor', { check })} title={check} text={t(`check.${id}.help`)} />
      <Button
        size="small"
        appearance="subtle"
        icon={<CopyRegular />}
        aria-label={t('wizard.act.copyCheck', { check })}
        title={t('wizard.act.copyCheck', { check })}
        onClick={onCopy}
      />
    </div>
  );
}

function CheckFacts({ result: { measured, required } }: { readonly result: CheckResult }) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <>
      {measured.length > 0 && (
        <Text className={styles.line}>
          <bdi>{t('wizard.checks.measured', { measured: factsSentence(t, measured) })}</bdi>
        </Text>
      )}
      {required.length > 0 && <Text className={styles.faint}>{t('wizard.checks.required', { required: factsSentence(t, required) })}</Text>}
    </>
  );
}

function CheckCure({ result, onGo }: { readonly result: CheckResult; readonly onGo: (page: Page) => void }) {
  const styles = useStyles();
  const { t } = useWords();
  const { error } = result;
  const page = pageForCheck(result);
  return (
    <>
      {error !== undefined && <Text className={styles.line}>{t(`error.${error.code}.cause`, error.params)}</Text>}
      <Cure acts={error === undefined ? [cureOf(t, result)] : curesOf(t, error)} />
      {error !== undefined && <Text className={styles.faint}>{t('wizard.code', { code: shownCode(error.code) })}</Text>}
      {page !== null && (result.verdict === 'fail' || result.verdict === 'warn') && (
        <Link inline as="button" type="button" onClick={() => onGo(page)}>
          {t('wizard.act.goTo', { page: t(`wizard.page.${page}`) })}
        </Link>
      )}
    </>
  );
}
