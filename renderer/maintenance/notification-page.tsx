/** The mailbox that notifications come from (W4, N1): on, off or another, with a test mail. */
import { Button, MessageBar, MessageBarBody, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { ErrorNotice } from '../components/error-notice.tsx';
import { NotificationFields } from '../components/notification-fields.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords } from '../words.ts';
import { CancelledNote } from './cancelled-note.tsx';
import { type PageProps, passwordProps } from './page-props.ts';

const useStyles = makeStyles({
  test: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, marginTop: tokens.spacingVerticalM },
  said: { minHeight: '44px', marginTop: tokens.spacingVerticalM, maxWidth: '68ch' },
  text: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
});

export function NotificationPage(props: PageProps<'change-notification'>) {
  const { step, state, send } = props;
  const { t } = useWords();
  const left = (field: 'address' | 'password') => (passwordLength: number) => send({ kind: 'notificationLeft', field, passwordLength });
  return (
    <>
      <PageHeading title={t('maintenance.page.change-notification')}>{t('maintenance.notification.intro')}</PageHeading>
      <CancelledNote state={state} />
      <NotificationFields
        values={step.form}
        problems={step.problems}
        password={passwordProps(props, left('password'))}
        isReadOnly={step.busy !== null}
        onChange={(changes) => send({ kind: 'notificationTyped', changes })}
        onAddressLeft={() => left('address')(0)}
      />
      {step.form.isOn && <MailTest {...props} />}
      {step.error !== null && <ErrorNotice error={step.error} />}
    </>
  );
}

function MailTest({ step, send, passwordField }: PageProps<'change-notification'>) {
  const styles = useStyles();
  const { t } = useWords();
  const { busy, sentTo } = step;
  const test = (): void => send({ kind: 'testAsked', passwordLength: passwordField.current?.value.length ?? 0 });
  return (
    <>
      <div className={styles.test}>
        <Button disabledFocusable={busy !== null} onClick={test}>
          {t('wizard.act.testMail')}
        </Button>
        {busy?.what === 'test' && <Button onClick={() => send({ kind: 'testStopped' })}>{t('wizard.act.stopMail')}</Button>}
        <div role="status">
          {busy !== null && (
            <Spinner
              size="tiny"
              labelPosition="after"
              label={t(busy.what === 'store' ? 'wizard.storing' : 'maintenance.notification.sending')}
            />
          )}
        </div>
      </div>
      <div className={styles.said}>
        {sentTo !== null && (
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody className={styles.text}>{t('maintenance.notification.sent', { address: sentTo })}</MessageBarBody>
          </MessageBar>
        )}
      </div>
    </>
  );
}
