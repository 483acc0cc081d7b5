/** Frame of everything: theme, words, and the first question to main. */
import { FluentProvider, Spinner } from '@fluentui/react-components';
import { useCallback, useEffect, useState } from 'react';
import type { Snapshot } from '../shared/ipc/contract.ts';
import type { Result } from '../shared/result.ts';
import type { Api } from './api.ts';
import { LastResort } from './components/last-resort.tsx';
import { NoWayOn } from './components/no-way-on.tsx';
import { useTheme } from './use-theme.ts';
import { WizardWindow } from './wizard/wizard.tsx';
import { useWords, WordsProvider, wordsIn } from './words.ts';

/** Until main has told the language of set-up, that of the system. */
const firstWords = wordsIn(navigator.language.startsWith('nl') ? 'nl' : 'en');

export function App({ api }: { readonly api: Api }) {
  const theme = useTheme();
  const close = (): void => void api.closeWindow();
  return (
    <FluentProvider theme={theme}>
      <WordsProvider value={firstWords}>
        <LastResort onClose={close}>
          <Start api={api} onClose={close} />
        </LastResort>
      </WordsProvider>
    </FluentProvider>
  );
}

function Start({ api, onClose }: { readonly api: Api; readonly onClose: () => void }) {
  const { t } = useWords();
  const [snapshot, setSnapshot] = useState<Result<Snapshot> | null>(null);
  const ask = useCallback((): void => {
    setSnapshot(null);
    void api.snapshot().then(setSnapshot);
  }, [api]);
  useEffect(ask, [ask]);
  if (snapshot === null) return <Spinner label={t('wizard.start.waiting')} />;
  if (!snapshot.ok) return <NoWayOn error={snapshot.error} onAgain={ask} onClose={onClose} />;
  return <WizardWindow api={api} snapshot={snapshot.value} />;
}
