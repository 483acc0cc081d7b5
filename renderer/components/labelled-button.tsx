/** A button with an access letter: underlined where the label has it, pressed with Alt. */
import { Button, type ButtonProps } from '@fluentui/react-components';

interface Props extends Pick<ButtonProps, 'appearance' | 'onClick' | 'type' | 'disabled' | 'autoFocus'> {
  readonly label: string;
  readonly letter: string;
}

export function LabelledButton({ label, letter, type = 'button', appearance = 'secondary', disabled = false, ...rest }: Props) {
  const at = label.toLowerCase().indexOf(letter.toLowerCase());
  return (
    <Button {...rest} type={type} appearance={appearance} disabled={disabled} accessKey={letter} aria-keyshortcuts={`Alt+${letter}`} aria-label={label}>
      <span aria-hidden="true">
        {at < 0 ? label : label.slice(0, at)}
        {at >= 0 && <u>{label.slice(at, at + 1)}</u>}
        {at >= 0 && label.slice(at + 1)}
      </span>
    </Button>
  );
}
