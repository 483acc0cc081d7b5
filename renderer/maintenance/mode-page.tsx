/** B4: from observing to enforcing, or back. Says what that does before it is done. */
import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, Text, tokens } from '@fluentui/react-components';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords, type Words } from '../words.ts';
import { CancelledNote } from './cancelled-note.tsx';
import type { PageProps } from './page-props.ts';
import type { MaintenanceState } from './state.ts';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '68ch' },
  text: { whiteSpace: 'normal' },
  line: { display: 'block', maxWidth: '60ch', marginBottom: tokens.spacingVerticalM },
});

/** What the last observing run would have done; null when there was none. */
function estimateOf({ t, number }: Words, { installed: { status } }: MaintenanceState): string | null {
  const planned = status?.lastFull?.planned;
  if (planned === undefined || status === null) return null;
  return t('maintenance.mode.estimate', { count: planned.newBlocks, devices: number(status.devices.total) });
}

export function ModePage({ step, state }: PageProps<'change-mode'>) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const isEnforcing = step.mode === 'enforce';
  const estimate = isEnforcing ? estimateOf(words, state) : null;
  const limit = state.installed.configuration?.newBlockLimitPercent ?? 10;
  return (
    <>
      <PageHeading title={t(isEnforcing ? 'maintenance.mode.enforceTitle' : 'maintenance.mode.observeTitle')} />
      <CancelledNote state={state} />
      <MessageBar intent={isEnforcing ? 'warning' : 'info'} layout="multiline" className={styles.bar}>
        <MessageBarBody className={styles.text}>
          <MessageBarTitle>{t(isEnforcing ? 'maintenance.mode.enforceNow' : 'maintenance.mode.observeNow')}</MessageBarTitle>{' '}
          {t(isEnforcing ? 'maintenance.mode.enforceEffect' : 'maintenance.mode.observeEffect')}
        </MessageBarBody>
      </MessageBar>
      {estimate !== null && <Text className={styles.line}>{estimate}</Text>}
      <Text className={styles.line}>
        {isEnforcing ? t('maintenance.mode.enforceGuard', { limit: words.number(limit) }) : t('maintenance.mode.observeStays')}
      </Text>
    </>
  );
}
