/** An act under way: every named step, since when, what comes next; cancelling undoes. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { PageHeading } from '../components/page-heading.tsx';
import { RunLog, StepList } from '../components/step-list.tsx';
import { useSeconds } from '../use-seconds.ts';
import { useWords } from '../words.ts';
import { comingSteps } from './coming-steps.ts';
import type { PageProps } from './page-props.ts';

const useStyles = makeStyles({
  heard: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  elapsed: { display: 'block', fontVariantNumeric: 'tabular-nums', marginTop: tokens.spacingVerticalXS },
});

export function WorkPage({ step }: PageProps<'work'>) {
  const styles = useStyles();
  const { t } = useWords();
  const seconds = useSeconds(step.busy);
  const isCancelling = step.phase === 'cancelling';
  const cancelling = t(step.page === 'accept-plan' ? 'wizard.connect.stopping' : 'wizard.connect.cancelling');
  const running = step.run.steps.findLast((one) => one.state === 'running');
  return (
    <>
      <PageHeading title={t(`maintenance.working.${step.page}`)}>
        <Text>{isCancelling ? cancelling : t('maintenance.working.intro')}</Text>
        <Text role="timer" className={styles.elapsed}>
          {t('wizard.connect.elapsed', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
        </Text>
      </PageHeading>
      <div aria-live="polite" className={styles.heard}>
        {isCancelling && cancelling}
        {!isCancelling && running !== undefined && t('wizard.connect.now', { step: t(`step.${running.step}`) })}
      </div>
      <StepList run={step.run} coming={comingSteps(step.form)} />
      <RunLog run={step.run} />
    </>
  );
}
