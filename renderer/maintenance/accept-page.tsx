/** B3: a held synchronization. The dangerous button names its effect; Enter leaves it held. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords } from '../words.ts';
import type { PageProps } from './page-props.ts';

const useStyles = makeStyles({ text: { display: 'block', maxWidth: '60ch', marginBottom: tokens.spacingVerticalM } });

export function AcceptPage({ step }: PageProps<'accept-plan'>) {
  const styles = useStyles();
  const { t, number } = useWords();
  const { newBlocks, devices, limitPercent, fall } = step.finding;
  const counts = { count: newBlocks, devices: number(devices) };
  return (
    <>
      <PageHeading title={t('error.sync.held.title')}>
        {fall === undefined
          ? t('wizard.held.body', { ...counts, limit: number(limitPercent) })
          : t('wizard.held.fall', { ...counts, before: number(fall.before), now: number(fall.now) })}
      </PageHeading>
      <Text className={styles.text}>{t('maintenance.accept.why')}</Text>
      <Text className={styles.text}>{t('maintenance.accept.stop')}</Text>
    </>
  );
}
