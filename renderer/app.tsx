/** Frame of everything: theme, words, and the first question to main. */
import { Button, FluentProvider, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../shared/errors.ts';
import type { Snapshot } from '../shared/ipc/contract.ts';
import type { Result } from '../shared/result.ts';
import type { Api } from './api.ts';
import { ErrorNotice } from './components/error-notice.tsx';
import { useTheme } from './use-theme.ts';
import { WizardWindow } from './wizard/wizard.tsx';
import { useWords, WordsProvider, wordsIn } from './words.ts';

const useStyles = makeStyles({
  start: { padding: tokens.spacingHorizontalXXXL },
  acts: { display: 'flex', gap: tokens.spacingHorizontalM, marginTop: tokens.spacingVerticalL },
});

/** Until main has told the language of set-up, that of the system. */
const firstWords = wordsIn(navigator.language.startsWith('nl') ? 'nl' : 'en');

export function App({ api }: { readonly api: Api }) {
  const theme = useTheme();
  const [snapshot, setSnapshot] = useState<Result<Snapshot> | null>(null);
  const ask = useCallback((): void => {
    setSnapshot(null);
    void api.snapshot().then(setSnapshot);
  }, [api]);
  useEffect(ask, [ask]);
  return (
    <FluentProvider theme={theme}>
      <WordsProvider value={firstWords}>
        <Start api={api} snapshot={snapshot} onAgain={ask} />
      </WordsProvider>
    </FluentProvider>
  );
}

interface StartProps {
  readonly api: Api;
  readonly snapshot: Result<Snapshot> | null;
  readonly onAgain: () => void;
}

function Start({ api, snapshot, onAgain }: StartProps) {
  const { t } = useWords();
  if (snapshot === null) return <Spinner label={t('wizard.start.waiting')} />;
  if (!snapshot.ok) return <NoStart error={snapshot.error} onAgain={onAgain} onClose={() => void api.closeWindow()} />;
  return <WizardWindow api={api} snapshot={snapshot.value} />;
}

interface NoStartProps {
  readonly error: AppError;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

function NoStart({ error, onAgain, onClose }: NoStartProps) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <main className={styles.start}>
      <ErrorNotice error={error} />
      <div className={styles.acts}>
        <Button appearance="primary" onClick={onAgain}>
          {t('wizard.start.again')}
        </Button>
        <Button onClick={onClose}>{t('wizard.act.close')}</Button>
      </div>
    </main>
  );
}
