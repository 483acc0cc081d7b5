/** The window: rail, one page, buttons. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { type SubmitEvent, useEffect, useMemo } from 'react';
import type { Snapshot } from '../../shared/ipc/contract.ts';
import type { Api } from '../api.ts';
import { Footer } from '../components/footer.tsx';
import { LeaveDialog } from '../components/leave-dialog.tsx';
import { Rail } from '../components/rail.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { WordsProvider, wordsIn } from '../words.ts';
import { actsOf } from './acts.ts';
import { mayLeave, pageOf } from './moving.ts';
import { StepPage } from './step-page.tsx';
import { submitOnEnter, useKeys } from './use-keys.ts';
import { useWizard } from './use-wizard.ts';

const low = '@media (max-height: 480px)';
const useStyles = makeStyles({
  window: { display: 'flex', flexDirection: 'column', height: '100%', overflowX: 'hidden', [low]: { height: 'auto', minHeight: '100%' } },
  form: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0 },
  middle: { display: 'flex', flexGrow: 1, minHeight: 0, '@media (max-width: 899px)': { flexDirection: 'column' } },
  page: {
    flexGrow: 1,
    minWidth: 0,
    overflowY: 'auto',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalXXXL}`,
    [low]: { overflowY: 'visible' },
    '@media (max-width: 560px)': { padding: tokens.spacingHorizontalL },
  },
});

export function WizardWindow({ api, snapshot }: { readonly api: Api; readonly snapshot: Snapshot }) {
  const styles = useStyles();
  const { state, send, fields } = useWizard(snapshot, api);
  const words = useMemo(() => wordsIn(state.language), [state.language]);

  useEffect(() => {
    document.documentElement.lang = state.language;
  }, [state.language]);
  useKeys(state.isCancelAsked, () => send({ on: 'window', kind: 'cancelAsked' }));

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    send({ on: 'window', kind: 'next' });
  };
  return (
    <WordsProvider value={words}>
      <div className={styles.window}>
        <TopBar isRehearsal={state.rehearsal} onLanguage={(language) => send({ on: 'window', kind: 'languageChosen', language })} />
        <form noValidate className={styles.form} onSubmit={submit} onKeyDown={submitOnEnter}>
          <div className={styles.middle}>
            <Rail
              current={pageOf(state.step)}
              canLeave={mayLeave(state.step)}
              onGo={(page) => send({ on: 'window', kind: 'goTo', page })}
            />
            <main className={styles.page}>
              <StepPage state={state} send={send} fields={fields} />
            </main>
          </div>
          <Footer acts={actsOf(state)} send={send} />
        </form>
        <LeaveDialog state={state} send={send} />
      </div>
    </WordsProvider>
  );
}
