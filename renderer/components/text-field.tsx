/** A labelled input with its hint, its problem and, where one is likely, a button that puts in the corrected value. */
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { type FocusEvent, type RefObject, useRef } from 'react';
import type { FieldProblem } from '../wizard/state.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  // Room for the problem is there from the start, so that nothing moves when it appears.
  field: { maxWidth: '460px', minHeight: '132px' },
  use: { marginTop: tokens.spacingVerticalXS, maxWidth: '460px' },
  value: { overflowWrap: 'anywhere' },
});

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly problem: FieldProblem | null;
  readonly onChange: (value: string) => void;
  /** The focus went to something else in the window. Told the length, because of a password no more may be known. */
  readonly onLeave: (length: number) => void;
  /** Absent for a password: then the field keeps its text to itself, and `field` lets it be taken out. */
  readonly value?: string;
  readonly field?: RefObject<HTMLInputElement | null>;
  readonly isReadOnly?: boolean;
}

export function TextField(props: Props) {
  const { label, hint, problem, onChange, onLeave, value, isReadOnly = false } = props;
  const styles = useStyles();
  const { t } = useWords();
  const own = useRef<HTMLInputElement | null>(null);
  const field = props.field ?? own;
  const suggestion = problem?.suggestion ?? null;
  const accept = (): void => {
    onChange(suggestion ?? '');
    field.current?.focus();
  };
  return (
    <div className={styles.field}>
      <Field
        required
        label={label}
        hint={hint}
        validationState={problem === null ? 'none' : 'error'}
        validationMessage={problem && t(problem.key)}
      >
        <Input
          ref={(element: HTMLInputElement | null) => {
            field.current = element;
          }}
          type={value === undefined ? 'password' : 'text'}
          {...(value === undefined ? {} : { value })}
          readOnly={isReadOnly}
          autoComplete="off"
          spellCheck={false}
          onBlur={(event) => isLeft(event) && onLeave(event.target.value.length)}
          onChange={(_, data) => onChange(value === undefined ? '' : data.value)}
        />
      </Field>
      {suggestion !== null && (
        <Button size="small" className={styles.use} onClick={accept}>
          <span className={styles.value}>{t('wizard.act.use', { value: suggestion })}</span>
        </Button>
      )}
    </div>
  );
}

/** Going to another window and back, for instance to copy a name from there, is no leaving: the field stays the active one. */
function isLeft(event: FocusEvent<HTMLInputElement>): boolean {
  return document.activeElement !== event.target;
}
