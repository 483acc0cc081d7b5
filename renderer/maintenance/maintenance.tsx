/** The window on a computer where a connector is installed: one page, its buttons. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { type SubmitEvent, useEffect, useMemo } from 'react';
import { TopBar } from '../components/top-bar.tsx';
import { submitOnEnter, useKeys } from '../wizard/use-keys.ts';
import { WordsProvider, wordsIn } from '../words.ts';
import { actsOf } from './acts.ts';
import { Footer } from './footer.tsx';
import { LeaveQuestion } from './leave-question.tsx';
import { StepPage } from './step-page.tsx';
import { type Beginning, useMaintenance } from './use-maintenance.ts';

const low = '@media (max-height: 480px)';
const useStyles = makeStyles({
  window: { display: 'flex', flexDirection: 'column', height: '100%', overflowX: 'hidden', [low]: { height: 'auto', minHeight: '100%' } },
  form: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0 },
  page: {
    flexGrow: 1,
    minWidth: 0,
    minHeight: 0,
    overflowY: 'auto',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalXXXL}`,
    [low]: { overflowY: 'visible' },
    '@media (max-width: 560px)': { padding: tokens.spacingHorizontalL },
  },
});

export function MaintenanceWindow(beginning: Beginning) {
  const styles = useStyles();
  const { state, send, passwordField } = useMaintenance(beginning);
  const words = useMemo(() => wordsIn(state.language), [state.language]);

  useEffect(() => {
    document.documentElement.lang = state.language;
  }, [state.language]);
  useKeys(state.isLeaveAsked, () => send({ kind: 'cancelAsked' }));

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    send({ kind: 'main', passwordLength: passwordField.current?.value.length ?? 0 });
  };
  return (
    <WordsProvider value={words}>
      <div className={styles.window}>
        <TopBar isRehearsal={state.rehearsal} onLanguage={(language) => send({ kind: 'languageChosen', language })} />
        <form noValidate className={styles.form} onSubmit={submit} onKeyDown={submitOnEnter}>
          <main className={styles.page}>
            <StepPage state={state} send={send} passwordField={passwordField} />
          </main>
          <Footer acts={actsOf(state)} send={send} />
        </form>
        <LeaveQuestion state={state} send={send} />
      </div>
    </WordsProvider>
  );
}
