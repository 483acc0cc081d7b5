/** A list of checks that runs, ends, and can be run again for what is not right: of this computer, or of Exchange and Intune. */
import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { checksAsText, rowsOf, summaryOf } from '../wizard/check-list.ts';
import { mayPass, toAskAgain } from '../wizard/checking.ts';
import type { WizardEvent } from '../wizard/events.ts';
import type { ChecksStep, ServerStep, WizardState } from '../wizard/state.ts';
import { useWords } from '../words.ts';
import { CheckItem, WaitingCheck } from './check-item.tsx';
import { CopyButton } from './copy-button.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { LabelledButton } from './labelled-button.tsx';
import { PageHeading } from './page-heading.tsx';

const useStyles = makeStyles({
  bar: { height: '4px', marginBottom: tokens.spacingVerticalS },
  list: { listStyleType: 'none', margin: 0, padding: 0, marginBottom: tokens.spacingVerticalL },
  acts: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
});

interface Props {
  readonly title: string;
  readonly step: ServerStep | ChecksStep;
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
}

export function ChecksView({ title, step, state, send }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const isBusy = step.busy !== null;
  return (
    <>
      <PageHeading title={title}>
        <Text role="status">{step.error === null ? summaryOf(t, step) : ''}</Text>
      </PageHeading>
      <div className={styles.bar}>{isBusy && <ProgressBar aria-label={t('wizard.checks.list')} />}</div>
      {step.error !== null && <ErrorNotice error={step.error} />}
      {(step.error === null || step.results.length > 0) && <Rows step={step} send={send} />}
      {!isBusy && step.results.length > 0 && (
        <div className={styles.acts}>
          {mayPass(step) && toAskAgain(step) !== null && (
            <LabelledButton
              label={t('wizard.act.checkAgain')}
              letter={t('wizard.letter.checkAgain')}
              onClick={() => send({ on: 'checks', kind: 'againAsked' })}
            />
          )}
          <CopyButton
            label={t('wizard.act.copyChecks')}
            isCopied={state.said === 'copied'}
            onCopy={() => send({ on: 'window', kind: 'copyAsked', text: checksAsText(t, step.results) })}
          />
        </div>
      )}
    </>
  );
}

function Rows({ step, send }: Pick<Props, 'step' | 'send'>) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <ul className={styles.list} aria-label={t('wizard.checks.list')}>
      {rowsOf(step).map(({ id, result }) =>
        result === null ? (
          <WaitingCheck key={id} id={id} />
        ) : (
          <CheckItem
            key={id}
            result={result}
            onGo={(page) => send({ on: 'window', kind: 'goTo', page })}
            onCopy={() => send({ on: 'window', kind: 'copyAsked', text: checksAsText(t, [result]) })}
          />
        ),
      )}
    </ul>
  );
}
