/** A run under way, in the wizard or in maintenance: every named step, since when, what comes next; cancelling undoes. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { MessageKey } from '../../shared/i18n/translate.ts';
import type { SetupStep } from '../../shared/setup/progress.ts';
import type { Run } from '../run.ts';
import { useSeconds } from '../use-seconds.ts';
import { useWords } from '../words.ts';
import { PaceBox } from './pace-box.tsx';
import { PageHeading } from './page-heading.tsx';
import { RunLog, StepList } from './step-list.tsx';

/** Undoing is over in that time as a rule; when not, nobody should think that it hangs. */
const usualSeconds = 10;

const useStyles = makeStyles({
  heard: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  line: { display: 'block', marginTop: tokens.spacingVerticalXS },
  elapsed: { display: 'block', fontVariantNumeric: 'tabular-nums', marginTop: tokens.spacingVerticalXS },
});

/** Whether a synchronization, or taking back, is among the steps. */
function hasPace(coming: readonly SetupStep[]): boolean {
  return coming.some((step) => step === 'first-sync' || step === 'take-back');
}

interface Props {
  readonly title: string;
  readonly intro: string;
  /** What cancelling does here, while it does; null before. */
  readonly cancelling: MessageKey | null;
  readonly run: Run;
  /** Number of the run, by which the time is counted anew. */
  readonly busy: string | number | null;
  readonly coming: readonly SetupStep[];
}

export function RunView({ title, intro, cancelling, run, busy, coming }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const seconds = useSeconds(busy);
  const isLong = useSeconds(cancelling) > usualSeconds;
  const running = run.steps.findLast((one) => one.state === 'running');
  return (
    <>
      <PageHeading title={title}>
        <Text>{cancelling === null ? intro : t(cancelling)}</Text>
        {isLong && <Text className={styles.line}>{t('wizard.connect.cancellingLong')}</Text>}
        <Text role="timer" className={styles.elapsed}>
          {t('wizard.connect.elapsed', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
        </Text>
      </PageHeading>
      <div aria-live="polite" className={styles.heard}>
        {cancelling !== null && t(isLong ? 'wizard.connect.cancellingLong' : cancelling)}
        {cancelling === null && running !== undefined && t('wizard.connect.now', { step: t(`step.${running.step}`) })}
      </div>
      {hasPace(coming) && <PaceBox progress={running?.sync ?? null} />}
      <StepList run={run} coming={coming} />
      <RunLog run={run} />
    </>
  );
}
