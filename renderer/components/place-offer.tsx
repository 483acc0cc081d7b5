/** P3: set-up was started where others can get at it, so the account certificate had better go. */
import { Checkbox, MessageBar, MessageBarBody, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import type { DoneStep } from '../wizard/state.ts';
import { useWords } from '../words.ts';
import { ErrorNotice } from './error-notice.tsx';

const useStyles = makeStyles({
  box: { marginBottom: tokens.spacingVerticalXL, maxWidth: '68ch' },
  text: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
});

export function PlaceOffer({ step, onChoose }: { readonly step: DoneStep; readonly onChoose: (isChosen: boolean) => void }) {
  const styles = useStyles();
  const { t } = useWords();
  const { place, deletion, error } = step;
  if (place === null || place.kind === 'safe') return null;
  if (deletion === 'gone') return <Gone />;
  return (
    <div className={styles.box}>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody className={styles.text}>
          {place.kind === 'unsafe' ? t('wizard.place.unsafe', { who: place.who.join(', ') }) : t('wizard.place.unknown')}
        </MessageBarBody>
      </MessageBar>
      <Checkbox
        label={t('wizard.place.delete')}
        checked={step.isDeletionChosen}
        disabled={deletion === 'running'}
        onChange={(_, data) => onChoose(data.checked === true)}
      />
      <div role="status">{deletion === 'running' && <Spinner size="tiny" labelPosition="after" label={t('wizard.place.deleting')} />}</div>
      {error !== null && <ErrorNotice error={error} />}
    </div>
  );
}

function Gone() {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <MessageBar intent="success" politeness="polite" layout="multiline" className={styles.box}>
      <MessageBarBody className={styles.text}>{t('wizard.place.gone')}</MessageBarBody>
    </MessageBar>
  );
}
