/** A labelled input with its hint, its problem and, where one is likely, a button that puts in the corrected value. */
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { type RefObject, useEffect, useRef } from 'react';
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
  /** Puts the focus here when it has a problem: for the first wrong field only. */
  readonly isFirstWrong: boolean;
  readonly onChange: (value: string) => void;
  /** Absent for a password: then the field keeps its text to itself, and `field` lets it be taken out. */
  readonly value?: string;
  readonly field?: RefObject<HTMLInputElement | null>;
  readonly isReadOnly?: boolean;
}

export function TextField(props: Props) {
  const { label, hint, problem, isFirstWrong, onChange, value, isReadOnly = false } = props;
  const styles = useStyles();
  const { t } = useWords();
  const own = useRef<HTMLInputElement | null>(null);
  const field = props.field ?? own;
  useEffect(() => {
    if (problem !== null && isFirstWrong) field.current?.focus();
  }, [problem, isFirstWrong, field]);
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
