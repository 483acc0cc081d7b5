/** Is everything in place? Warnings do not stop, failures do. */
import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { CheckItem, WaitingCheck } from '../components/check-item.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { checksAsText, rowsOf, summaryOf } from '../wizard/check-list.ts';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  bar: { height: '4px', marginBottom: tokens.spacingVerticalS },
  list: { listStyleType: 'none', margin: 0, padding: 0, marginBottom: tokens.spacingVerticalL },
});

export function ChecksPage({ step, state, send }: PageProps<'checks'>) {
  const styles = useStyles();
  const { t } = useWords();
  const isBusy = step.busy !== null;
  return (
    <>
      <PageHeading title={t('wizard.checks.title')}>
        <Text role="status">{step.error === null ? summaryOf(t, step) : ''}</Text>
      </PageHeading>
      <div className={styles.bar}>{isBusy && <ProgressBar aria-label={t('wizard.page.checks')} />}</div>
      {step.error !== null && <ErrorNotice error={step.error} />}
      {(step.error === null || step.results.length > 0) && (
        <ul className={styles.list} aria-label={t('wizard.page.checks')}>
          {rowsOf(step).map(({ id, result }) =>
            result === null ? (
              <WaitingCheck key={id} id={id} />
            ) : (
              <CheckItem key={id} result={result} onGo={(page) => send({ kind: 'goTo', page })} />
            ),
          )}
        </ul>
      )}
      {!isBusy && step.results.length > 0 && (
        <CopyButton
          label={t('wizard.act.copyChecks')}
          isCopied={state.isCopied}
          onCopy={() => send({ kind: 'copyAsked', text: checksAsText(t, step.results) })}
        />
      )}
    </>
  );
}
