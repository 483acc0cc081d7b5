/** Another connector account, or a new password of the same one. */
import { Spinner } from '@fluentui/react-components';
import { AccountFields } from '../components/account-fields.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords } from '../words.ts';
import { CancelledNote } from './cancelled-note.tsx';
import { type PageProps, passwordProps } from './page-props.ts';

export function CredentialsPage(props: PageProps<'change-credentials'>) {
  const { step, state, send } = props;
  const { t } = useWords();
  const isBusy = step.busy !== null;
  const left = (field: 'user' | 'password') => (passwordLength: number) => send({ kind: 'accountLeft', field, passwordLength });
  return (
    <>
      <PageHeading title={t('maintenance.page.change-credentials')}>{t('maintenance.credentials.intro')}</PageHeading>
      <CancelledNote state={state} />
      <AccountFields
        user={step.user}
        problems={step.problems}
        password={passwordProps(props, left('password'))}
        isReadOnly={isBusy}
        onUser={(user) => send({ kind: 'userTyped', user })}
        onUserLeft={() => left('user')(0)}
      />
      <div role="status">{isBusy && <Spinner size="tiny" labelPosition="after" label={t('wizard.storing')} />}</div>
      {step.error !== null && <ErrorNotice error={step.error} />}
    </>
  );
}
