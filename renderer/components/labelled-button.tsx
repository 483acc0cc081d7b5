/** A button with an access letter: underlined where the label has it, pressed with Alt (wizard.tsx listens). Keeps the focus also while it is disabled. */
import { Button } from '@fluentui/react-components';

interface Props {
  readonly label: string;
  readonly letter: string;
  readonly type?: 'button' | 'submit';
  readonly appearance?: 'primary' | 'secondary';
  readonly disabled?: boolean;
  readonly onClick?: () => void;
}

export function LabelledButton({ label, letter, type = 'button', appearance = 'secondary', disabled = false, onClick = () => {} }: Props) {
  const at = label.toLowerCase().indexOf(letter.toLowerCase());
  return (
    <Button
      type={type}
      appearance={appearance}
      disabledFocusable={disabled}
      onClick={onClick}
      aria-keyshortcuts={`Alt+${letter}`}
      aria-label={label}
    >
      <span aria-hidden="true">
        {at < 0 ? label : label.slice(0, at)}
        {at >= 0 && <u>{label.slice(at, at + 1)}</u>}
        {at >= 0 && label.slice(at + 1)}
      </span>
    </Button>
  );
}
