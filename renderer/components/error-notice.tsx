/** An error inside a page: title, cause, cure, code. */
import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import type { AppError } from '../../shared/errors.ts';
import { shownCode } from '../wizard/mend.ts';
import { curesOf, useWords } from '../words.ts';

const useStyles = makeStyles({
  bar: { alignItems: 'start', paddingTop: tokens.spacingVerticalS, paddingBottom: tokens.spacingVerticalS, maxWidth: '68ch' },
  body: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
  text: { margin: 0 },
  code: { margin: 0, color: tokens.colorNeutralForeground2 },
});

interface Props {
  readonly error: AppError;
  readonly intent?: 'error' | 'warning';
}

export function ErrorNotice({ error, intent = 'error' }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <MessageBar intent={intent} layout="multiline" className={styles.bar}>
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{t(`error.${error.code}.title`)}</MessageBarTitle>
        <p className={styles.text}>{t(`error.${error.code}.cause`, error.params)}</p>
        <Cure acts={curesOf(t, error)} />
        <p className={styles.code}>{t('wizard.code', { code: shownCode(error.code) })}</p>
      </MessageBarBody>
    </MessageBar>
  );
}

const useCureStyles = makeStyles({
  list: {
    marginTop: tokens.spacingVerticalXS,
    marginBottom: tokens.spacingVerticalXS,
    paddingLeft: tokens.spacingHorizontalXXL,
    maxWidth: '60ch',
  },
  one: { marginTop: tokens.spacingVerticalXS, marginBottom: tokens.spacingVerticalXS, maxWidth: '60ch' },
});

/** What to do: numbered when there is more than one act. */
export function Cure({ acts }: { readonly acts: readonly string[] }) {
  const styles = useCureStyles();
  if (acts.length === 1) return <p className={styles.one}>{acts[0]}</p>;
  return (
    <ol className={styles.list}>
      {acts.map((act) => (
        <li key={act}>{act}</li>
      ))}
    </ol>
  );
}
