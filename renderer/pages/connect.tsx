/** Connecting (W6): every named step, since when, what comes next; cancelling undoes. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { PageHeading } from '../components/page-heading.tsx';
import { RunLog, StepList } from '../components/step-list.tsx';
import { useSeconds } from '../use-seconds.ts';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const comingSteps = [
  'check-host',
  'stage-engine',
  'check-connection',
  'store-secrets',
  'stop-engine',
  'switch-engine',
  'write-configuration',
  'register-service',
  'start-engine',
  'hand-over-secrets',
  'wait-healthy',
  'first-sync',
  'commit',
] as const;

const useStyles = makeStyles({
  heard: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  elapsed: { display: 'block', fontVariantNumeric: 'tabular-nums', marginTop: tokens.spacingVerticalXS },
});

export function ConnectPage({ step }: PageProps<'connect'>) {
  const styles = useStyles();
  const { t } = useWords();
  const seconds = useSeconds(step.busy);
  const cancelling = t(step.isAccepting ? 'wizard.connect.stopping' : 'wizard.connect.cancelling');
  const running = step.run.steps.findLast((one) => one.state === 'running');
  return (
    <>
      <PageHeading title={t('wizard.connect.title')}>
        <Text>{step.phase === 'cancelling' ? cancelling : t('wizard.connect.intro')}</Text>
        <Text role="timer" className={styles.elapsed}>
          {t('wizard.connect.elapsed', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
        </Text>
      </PageHeading>
      <div aria-live="polite" className={styles.heard}>
        {step.phase === 'cancelling' && cancelling}
        {step.phase === 'running' && running !== undefined && t('wizard.connect.now', { step: t(`step.${running.step}`) })}
      </div>
      <StepList run={step.run} coming={comingSteps} />
      <RunLog run={step.run} />
    </>
  );
}
