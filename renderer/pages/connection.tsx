/** Which way out (W3): a proxy or none, for every type of Exchange; each station of the way can be tested. */
import { makeStyles, Spinner, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { ErrorNotice } from '../components/error-notice.tsx';
import { LabelledButton } from '../components/labelled-button.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { ProxyFields } from '../components/proxy-fields.tsx';
import { Stations } from '../components/stations.tsx';
import { useSeconds } from '../use-seconds.ts';
import { isStored } from '../wizard/answers.ts';
import type { PageProps } from '../wizard/page-props.ts';
import type { NetworkTest } from '../wizard/state.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  test: { display: 'block', marginTop: tokens.spacingVerticalXL, marginBottom: tokens.spacingVerticalS },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, marginTop: tokens.spacingVerticalM },
  error: { marginTop: tokens.spacingVerticalM },
});

export function ConnectionPage({ step, state, send, fields }: PageProps<'connection'>) {
  const styles = useStyles();
  const { t } = useWords();
  const isBusy = step.storing !== null;
  const name = 'proxy-password';
  return (
    <>
      <PageHeading title={t('wizard.connection.title')}>{t('wizard.connection.intro')}</PageHeading>
      <ProxyFields
        values={state.forms.proxy}
        problems={step.problems}
        isReadOnly={isBusy}
        onChange={(changes) => send({ on: 'connection', kind: 'changed', changes })}
        onLeave={(field) => send({ on: 'connection', kind: 'left', field })}
        password={{
          isStored: isStored(state, name),
          field: fields.of(name),
          onTyped: (length) => send({ on: 'window', kind: 'passwordTyped', name, length }),
          onLeave: () => send({ on: 'connection', kind: 'left', field: 'password' }),
        }}
      />
      <div role="status">{isBusy && <Spinner size="tiny" labelPosition="after" label={t('wizard.storing')} />}</div>
      {step.error !== null && <ErrorNotice error={step.error} />}
      <Subtitle2 as="h2" className={styles.test}>
        {t('wizard.connection.stations')}
      </Subtitle2>
      <Stations told={step.test.hops} />
      <Test test={step.test} send={send} />
      <div className={styles.error}>
        <Trouble test={step.test} />
      </div>
    </>
  );
}

function Test({ test, send }: { readonly test: NetworkTest; readonly send: PageProps<'connection'>['send'] }) {
  const styles = useStyles();
  const { t } = useWords();
  const isRunning = test.busy !== null;
  return (
    <div className={styles.row}>
      <LabelledButton
        label={t(isRunning ? 'wizard.act.stopTest' : 'wizard.act.test')}
        letter={t(isRunning ? 'wizard.letter.stopTest' : 'wizard.letter.test')}
        onClick={() => send({ on: 'connection', kind: isRunning ? 'testCancelled' : 'testAsked' })}
      />
      <TestStatus test={test} />
    </div>
  );
}

function TestStatus({ test: { busy, hops, error } }: { readonly test: NetworkTest }) {
  const { t } = useWords();
  const seconds = useSeconds(busy);
  if (busy !== null) return <Text role="timer">{t('wizard.connection.testing', { seconds })}</Text>;
  if (error !== null || hops.length === 0) return <Text>{t('wizard.connection.testHint')}</Text>;
  const isBad = hops.some((hop) => hop.state === 'failed');
  return <Text role="status">{t(isBad ? 'wizard.connection.bad' : 'wizard.connection.good')}</Text>;
}

/** The cause of the first station that failed; those behind it were not asked. */
function Trouble({ test }: { readonly test: NetworkTest }) {
  const error = test.error ?? test.hops.find((hop) => hop.state === 'failed')?.error ?? null;
  return error === null ? null : <ErrorNotice error={error} />;
}
