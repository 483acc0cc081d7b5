/** Says on the page of an act that it was begun and undone on request. */
import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useWords } from '../words.ts';
import type { MaintenanceState } from './state.ts';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '68ch' }, text: { whiteSpace: 'normal' } });

export function CancelledNote({ state }: { readonly state: MaintenanceState }) {
  const styles = useStyles();
  const { t } = useWords();
  if (!state.wasCancelled) return null;
  return (
    <MessageBar intent="info" layout="multiline" className={styles.bar}>
      <MessageBarBody className={styles.text}>{t('maintenance.cancelled')}</MessageBarBody>
    </MessageBar>
  );
}
