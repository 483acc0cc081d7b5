/** The connector account (W4). The password lives in its field only, until it is handed to main. */
import { Spinner } from '@fluentui/react-components';
import { ErrorNotice } from '../components/error-notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { TextField } from '../components/text-field.tsx';
import { isPasswordStored } from '../wizard/answering.ts';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

export function AccountPage({ step, state, send, passwordField }: PageProps<'account'>) {
  const { t } = useWords();
  const isBusy = step.busy !== null;
  return (
    <>
      <PageHeading title={t('wizard.account.title')}>{t('wizard.account.intro')}</PageHeading>
      <TextField
        label={t('wizard.account.user')}
        hint={t('wizard.account.userHint')}
        value={step.user}
        problem={step.userProblem}
        isReadOnly={isBusy}
        onChange={(user) => send({ kind: 'userTyped', user })}
        onLeave={() => send({ kind: 'userLeft' })}
      />
      <TextField
        label={t('wizard.account.password')}
        hint={t(isPasswordStored(state) ? 'wizard.account.passwordKept' : 'wizard.account.passwordHint')}
        problem={step.passwordProblem}
        isReadOnly={isBusy}
        field={passwordField}
        onChange={() => send({ kind: 'passwordTyped' })}
        onLeave={(passwordLength) => send({ kind: 'passwordLeft', passwordLength })}
      />
      <div role="status">{isBusy && <Spinner size="tiny" labelPosition="after" label={t('wizard.account.storing')} />}</div>
      {step.error !== null && <ErrorNotice error={step.error} />}
    </>
  );
}
