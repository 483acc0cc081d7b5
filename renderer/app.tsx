/** Frame of everything: theme, words, the first question to main, and which window its answer asks for. */
import { FluentProvider, Spinner } from '@fluentui/react-components';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Snapshot } from '../shared/ipc/contract.ts';
import type { Result } from '../shared/result.ts';
import type { Api } from './api.ts';
import { LastResort } from './components/last-resort.tsx';
import { NoWayOn } from './components/no-way-on.tsx';
import { FolderPage } from './folder/folder-page.tsx';
import { MaintenanceWindow } from './maintenance/maintenance.tsx';
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
  return <FirstWindow api={api} snapshot={snapshot.value} />;
}

/** An altered folder comes before anything else (P2), an installed connector before the wizard (I5). */
function FirstWindow({ api, snapshot }: { readonly api: Api; readonly snapshot: Snapshot }) {
  const { folder, installed, language, version } = snapshot;
  const words = useMemo(() => wordsIn(language), [language]);
  const [replacing, setReplacing] = useState<Snapshot | null>(null);
  const replace = useCallback(
    (keepData: boolean): void => {
      // What changed meanwhile, for instance the proxy or the language, is asked again.
      void api.snapshot().then((fresh) => {
        const now = fresh.ok ? fresh.value : snapshot;
        setReplacing({ ...now, draft: { ...now.draft, keepData } });
      });
    },
    [api, snapshot],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  if (folder.length > 0)
    return (
      <WordsProvider value={words}>
        <FolderPage api={api} faults={folder} version={version} />
      </WordsProvider>
    );
  if (replacing !== null) return <WizardWindow api={api} snapshot={replacing} />;
  return installed === null ? (
    <WizardWindow api={api} snapshot={snapshot} />
  ) : (
    <MaintenanceWindow api={api} snapshot={snapshot} installed={installed} onReplace={replace} />
  );
}
