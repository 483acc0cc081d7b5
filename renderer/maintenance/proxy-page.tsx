/** The proxy (I5): nothing else needs to be entered again. The way out can be tested before it is saved. */
import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { ErrorNotice } from '../components/error-notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { ProxyFields } from '../components/proxy-fields.tsx';
import { Stations } from '../components/stations.tsx';
import type { ProxyField } from '../forms/proxy-form.ts';
import { useWords } from '../words.ts';
import { CancelledNote } from './cancelled-note.tsx';
import { type PageProps, passwordProps } from './page-props.ts';

const useStyles = makeStyles({
  test: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '32px',
    marginTop: tokens.spacingVerticalL,
    marginBottom: tokens.spacingVerticalL,
  },
  trouble: { marginTop: tokens.spacingVerticalM },
});

export function ProxyPage(props: PageProps<'edit-proxy'>) {
  const { step, state, send } = props;
  const { t } = useWords();
  const left = (field: ProxyField, passwordLength: number): void => send({ kind: 'proxyLeft', field, passwordLength });
  return (
    <>
      <PageHeading title={t('maintenance.page.edit-proxy')}>{t('maintenance.proxy.intro')}</PageHeading>
      <CancelledNote state={state} />
      <ProxyFields
        values={step.form}
        problems={step.problems}
        password={passwordProps(props, (length) => left('password', length))}
        isReadOnly={step.busy !== null}
        onChange={(changes) => send({ kind: 'proxyTyped', changes })}
        onLeave={(field) => left(field, 0)}
      />
      <WayTest {...props} />
      {step.error !== null && <ErrorNotice error={step.error} />}
    </>
  );
}

function WayTest({ step, send, passwordField }: PageProps<'edit-proxy'>) {
  const styles = useStyles();
  const { t } = useWords();
  const { busy, hops } = step;
  // Those behind the first that failed were not asked.
  const trouble = hops.find((hop) => hop.state === 'failed')?.error;
  const test = (): void => send({ kind: 'testAsked', passwordLength: passwordField.current?.value.length ?? 0 });
  return (
    <>
      <div className={styles.test}>
        <Button disabledFocusable={busy !== null} onClick={test}>
          {t('wizard.act.test')}
        </Button>
        {busy?.what === 'test' && <Button onClick={() => send({ kind: 'testStopped' })}>{t('wizard.act.stopTest')}</Button>}
        <div role="status">{busy?.what === 'store' && <Spinner size="tiny" labelPosition="after" label={t('wizard.storing')} />}</div>
      </div>
      <Stations told={hops} />
      {trouble !== undefined && (
        <div className={styles.trouble}>
          <ErrorNotice error={trouble} />
        </div>
      )}
    </>
  );
}
