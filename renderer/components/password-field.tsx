/** A password: typed here, handed to main, never shown again and never known to the page. */
import type { FieldProblem } from '../forms/validation.ts';
import { useWords } from '../words.ts';
import { TextField } from './text-field.tsx';

export interface PasswordProps {
  /** Whether the vault has the password that belongs here. */
  readonly isStored: boolean;
  /** Given the input, so that what was typed can be taken out of it. */
  readonly field: (element: HTMLInputElement | null) => void;
  /** Only how long it is by now. */
  readonly onTyped: (length: number) => void;
  readonly onLeave: (length: number) => void;
}

interface Props extends PasswordProps {
  readonly problem: FieldProblem | null;
  readonly isReadOnly: boolean;
}

export function PasswordField({ isStored, field, onTyped, onLeave, problem, isReadOnly }: Props) {
  const { t } = useWords();
  return (
    <TextField
      label={t('wizard.password.label')}
      hint={t(isStored ? 'wizard.password.stored' : 'wizard.password.hint')}
      problem={problem}
      isReadOnly={isReadOnly}
      field={field}
      onChange={(typed) => onTyped(typed.length)}
      onLeave={onLeave}
    />
  );
}
