/** Frame of everything: theme, words, and the first question to main. */
import { FluentProvider, Spinner } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import type { Snapshot } from '../shared/ipc/contract.ts';
import type { Result } from '../shared/result.ts';
import type { Api } from './api.ts';
import { ErrorNotice } from './components/error-notice.tsx';
import { useTheme } from './use-theme.ts';
import { WizardWindow } from './wizard/wizard.tsx';
import { useWords } from './words.ts';

export function App({ api }: { readonly api: Api }) {
  const theme = useTheme();
  const [snapshot, setSnapshot] = useState<Result<Snapshot> | null>(null);
  useEffect(() => {
    void api.snapshot().then(setSnapshot);
  }, [api]);
  return (
    <FluentProvider theme={theme}>
      <Start api={api} snapshot={snapshot} />
    </FluentProvider>
  );
}

function Start({ api, snapshot }: { readonly api: Api; readonly snapshot: Result<Snapshot> | null }) {
  const { t } = useWords();
  if (snapshot === null) return <Spinner label={t('wizard.start.waiting')} />;
  if (!snapshot.ok) return <ErrorNotice error={snapshot.error} />;
  return <WizardWindow api={api} snapshot={snapshot.value} />;
}
