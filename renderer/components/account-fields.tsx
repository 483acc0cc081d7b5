/** The connector account: user and password. */
import type { AccountProblems } from '../forms/account-form.ts';
import { useWords } from '../words.ts';
import { PasswordField, type PasswordProps } from './password-field.tsx';
import { TextField } from './text-field.tsx';

interface Props {
  readonly user: string;
  readonly problems: AccountProblems;
  readonly password: PasswordProps;
  readonly isReadOnly: boolean;
  readonly onUser: (user: string) => void;
  readonly onUserLeft: () => void;
}

export function AccountFields({ user, problems, password, isReadOnly, onUser, onUserLeft }: Props) {
  const { t } = useWords();
  return (
    <>
      <TextField
        label={t('wizard.account.user')}
        hint={t('wizard.account.userHint')}
        value={user}
        problem={problems.user}
        isReadOnly={isReadOnly}
        onChange={onUser}
        onLeave={onUserLeft}
      />
      <PasswordField {...password} problem={problems.password} isReadOnly={isReadOnly} />
    </>
  );
}
