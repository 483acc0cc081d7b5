/** The notification account: off by default; address and password of the mailbox that the mails come from. */
import { Checkbox } from '@fluentui/react-components';
import type { NotificationForm, NotificationProblems } from '../forms/notification-form.ts';
import { useWords } from '../words.ts';
import { PasswordField, type PasswordProps } from './password-field.tsx';
import { TextField } from './text-field.tsx';

interface Props {
  readonly values: NotificationForm;
  readonly problems: NotificationProblems;
  readonly password: PasswordProps;
  readonly isReadOnly: boolean;
  readonly onChange: (changes: Partial<NotificationForm>) => void;
  readonly onAddressLeft: () => void;
}

export function NotificationFields({ values, problems, password, isReadOnly, onChange, onAddressLeft }: Props) {
  const { t } = useWords();
  return (
    <>
      <Checkbox
        label={t('wizard.notification.enable')}
        checked={values.isOn}
        disabled={isReadOnly}
        onChange={(_, data) => onChange({ isOn: data.checked === true })}
      />
      {values.isOn && (
        <>
          <TextField
            label={t('wizard.notification.address')}
            hint={t('wizard.notification.addressHint')}
            value={values.address}
            problem={problems.address}
            isReadOnly={isReadOnly}
            onChange={(address) => onChange({ address })}
            onLeave={onAddressLeft}
          />
          <PasswordField {...password} problem={problems.password} isReadOnly={isReadOnly} />
        </>
      )}
    </>
  );
}
