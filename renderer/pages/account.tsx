/** The connector account, and below it the notification account (W4). Passwords live in their fields only, until they are handed to main. */
import { MessageBar, MessageBarBody, makeStyles, Spinner, Subtitle2, Text, tokens } from '@fluentui/react-components';
import type { TypedSecret } from '../../shared/setup/answers.ts';
import { AccountFields } from '../components/account-fields.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { LabelledButton } from '../components/labelled-button.tsx';
import { NotificationFields } from '../components/notification-fields.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import type { PasswordProps } from '../components/password-field.tsx';
import { useSeconds } from '../use-seconds.ts';
import { isStored } from '../wizard/answers.ts';
import type { PageProps } from '../wizard/page-props.ts';
import type { MailTest } from '../wizard/state.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  title: { display: 'block', marginTop: tokens.spacingVerticalL },
  text: { display: 'block', maxWidth: '60ch', marginTop: tokens.spacingVerticalXS, marginBottom: tokens.spacingVerticalXS },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalM },
  sent: { maxWidth: '68ch' },
  said: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
});

export function AccountPage(props: PageProps<'account'>) {
  const { step, state, send } = props;
  const styles = useStyles();
  const { t } = useWords();
  const isBusy = step.storing !== null;
  return (
    <>
      <PageHeading title={t('wizard.account.title')}>
        {t('wizard.account.intro')} {t('wizard.account.rights')}
      </PageHeading>
      <AccountFields
        user={state.forms.user}
        problems={step.problems}
        isReadOnly={isBusy}
        onUser={(user) => send({ on: 'account', kind: 'userTyped', user })}
        onUserLeft={() => send({ on: 'account', kind: 'left', field: 'user' })}
        password={passwordProps(props, 'exchange-password', 'password')}
      />
      <Subtitle2 as="h2" className={styles.title}>
        {t('wizard.notification.title')}
      </Subtitle2>
      <Text className={styles.text}>{t('wizard.notification.intro')}</Text>
      <NotificationFields
        values={state.forms.notification}
        problems={step.notification}
        isReadOnly={isBusy}
        onChange={(changes) => send({ on: 'account', kind: 'notificationChanged', changes })}
        onAddressLeft={() => send({ on: 'account', kind: 'left', field: 'address' })}
        password={passwordProps(props, 'notification-password', 'mailPassword')}
      />
      {state.forms.notification.isOn && <TestMail mail={step.mail} send={send} />}
      <div role="status">{isBusy && <Spinner size="tiny" labelPosition="after" label={t('wizard.storing')} />}</div>
      {step.error !== null && <ErrorNotice error={step.error} />}
    </>
  );
}

function passwordProps(
  { state, send, fields }: PageProps<'account'>,
  name: TypedSecret,
  field: 'password' | 'mailPassword',
): PasswordProps {
  return {
    isStored: isStored(state, name),
    field: fields.of(name),
    onTyped: (length) => send({ on: 'window', kind: 'passwordTyped', name, length }),
    onLeave: () => send({ on: 'account', kind: 'left', field }),
  };
}

function TestMail({ mail, send }: { readonly mail: MailTest; readonly send: PageProps<'account'>['send'] }) {
  const styles = useStyles();
  const { t } = useWords();
  const seconds = useSeconds(mail.busy);
  const isRunning = mail.busy !== null;
  return (
    <>
      <div className={styles.row}>
        <LabelledButton
          label={t(isRunning ? 'wizard.act.stopMail' : 'wizard.act.testMail')}
          letter={t(isRunning ? 'wizard.letter.stopMail' : 'wizard.letter.testMail')}
          onClick={() => send({ on: 'account', kind: isRunning ? 'testCancelled' : 'testAsked' })}
        />
        <Text role="timer">{isRunning ? t('wizard.notification.sending', { seconds }) : ''}</Text>
      </div>
      {mail.sent !== null && (
        <MessageBar intent="success" layout="multiline" className={styles.sent}>
          <MessageBarBody className={styles.said}>
            {t('wizard.notification.sent', { to: mail.sent.to, webServices: mail.sent.webServices })}
          </MessageBarBody>
        </MessageBar>
      )}
      {mail.error !== null && <ErrorNotice error={mail.error} />}
    </>
  );
}
