/** B3: the first run would block more than the limit, or Intune suddenly listed far fewer phones. The dangerous button names its effect; Enter stops here. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { PageHeading } from '../components/page-heading.tsx';
import { StepList } from '../components/step-list.tsx';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  text: { display: 'block', maxWidth: '60ch', marginBottom: tokens.spacingVerticalM },
  steps: { marginTop: tokens.spacingVerticalXL },
});

export function HeldPage({ step }: PageProps<'held'>) {
  const styles = useStyles();
  const { t, number } = useWords();
  const { newBlocks, devices, limitPercent, fall } = step.finding;
  const counts = { count: newBlocks, devices: number(devices) };
  // The synchronization itself waits for the answer: only what is finished is listed.
  const finished = { ...step.run, steps: step.run.steps.filter((one) => one.state !== 'running') };
  return (
    <>
      <PageHeading title={t('wizard.held.title')}>
        {fall === undefined
          ? t('wizard.held.body', { ...counts, limit: number(limitPercent) })
          : t('wizard.held.fall', { ...counts, before: number(fall.before), now: number(fall.now) })}
      </PageHeading>
      <Text className={styles.text}>{t('wizard.held.why')}</Text>
      <Text className={styles.text}>{t('wizard.held.stop')}</Text>
      <div className={styles.steps}>
        <StepList run={finished} coming={[]} />
      </div>
    </>
  );
}
