/** A labelled input with its hint or its problem and, where one is likely, a button that puts in the corrected value. */
import { Button, Field, Input, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type FocusEvent, useRef } from 'react';
import type { FieldProblem } from '../forms/validation.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  // Problem and correction take the room of the hint and of the space below it, so that nothing moves when they appear.
  field: { maxWidth: '460px', minHeight: '120px' },
  use: { marginTop: tokens.spacingVerticalXS, maxWidth: '100%' },
  value: { overflowWrap: 'anywhere' },
});

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly problem: FieldProblem | null;
  /** Typed, or the correction accepted. */
  readonly onChange: (value: string) => void;
  /** The focus went to something else in the window. Told the length, because of a password no more may be known. */
  readonly onLeave: (length: number) => void;
  /** Absent for a password: then the field keeps its text to itself, and `field` lets it be taken out. */
  readonly value?: string;
  readonly field?: (element: HTMLInputElement | null) => void;
  readonly isReadOnly?: boolean;
  readonly isNumber?: boolean;
  readonly className?: string;
}

export function TextField(props: Props) {
  const { label, hint, problem, onChange, onLeave, value, field, isReadOnly = false, isNumber = false, className } = props;
  const styles = useStyles();
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const suggestion = problem?.suggestion ?? null;
  const accept = (): void => {
    onChange(suggestion ?? '');
    box.current?.querySelector('input')?.focus();
  };
  return (
    <div ref={box} className={mergeClasses(styles.field, className)}>
      <Field
        required
        label={label}
        hint={problem === null ? hint : null}
        validationState={stateOf(problem)}
        validationMessage={problem && t(problem.key)}
      >
        <Input
          ref={(element: HTMLInputElement | null) => field?.(element)}
          type={value === undefined ? 'password' : 'text'}
          {...(value === undefined ? {} : { value })}
          {...(isNumber ? { inputMode: 'numeric' } : {})}
          readOnly={isReadOnly}
          autoComplete="off"
          spellCheck={false}
          onBlur={(event) => isLeft(event) && onLeave(event.target.value.length)}
          onChange={(_, data) => onChange(data.value)}
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

function stateOf(problem: FieldProblem | null): 'none' | 'warning' | 'error' {
  if (problem === null) return 'none';
  return problem.isHint ? 'warning' : 'error';
}

/** Going to another window and back, for instance to copy a name from there, is no leaving: the field stays the active one. */
function isLeft(event: FocusEvent<HTMLInputElement>): boolean {
  return document.activeElement !== event.target;
}
