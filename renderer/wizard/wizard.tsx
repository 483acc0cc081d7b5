/** The window: rail, one page, buttons. Keys that hold on every page live here. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, type SubmitEvent, useEffect, useMemo } from 'react';
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

/** Where the key already has a meaning of its own. */
const ownEnter = 'button, a, summary, textarea, [role="dialog"] *';

/** Enter is the main act also while the heading or nothing has the focus. */
function onKeyDown(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.target instanceof Element) || event.target.closest(ownEnter) !== null) return;
  event.preventDefault();
  const main = event.currentTarget.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (main?.disabled === false) event.currentTarget.requestSubmit();
}

export function WizardWindow({ api, snapshot }: { readonly api: Api; readonly snapshot: Snapshot }) {
  const styles = useStyles();
  const { state, send, next, passwordField } = useWizard(snapshot, api);
  const words = useMemo(() => wordsIn(state.language), [state.language]);
  const isAsked = state.isCancelAsked;

  useEffect(() => {
    document.documentElement.lang = state.language;
  }, [state.language]);
  useEffect(() => {
    const onEscape = (event: globalThis.KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && !isAsked) send({ kind: 'cancelAsked' });
    };
    window.addEventListener('keydown', onEscape);
    return () => window.removeEventListener('keydown', onEscape);
  });

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    next();
  };
  return (
    <WordsProvider value={words}>
      <div className={styles.window}>
        <TopBar isRehearsal={state.rehearsal} send={send} />
        <form noValidate className={styles.form} onSubmit={submit} onKeyDown={onKeyDown}>
          <div className={styles.middle}>
            <Rail current={pageOf(state.step)} canLeave={mayLeave(state.step)} onGo={(page) => send({ kind: 'goTo', page })} />
            <main className={styles.page}>
              <StepPage state={state} send={send} passwordField={passwordField} />
            </main>
          </div>
          <Footer acts={actsOf(state)} send={send} />
        </form>
        <LeaveDialog step={state.step} isOpen={isAsked} send={send} />
      </div>
    </WordsProvider>
  );
}
