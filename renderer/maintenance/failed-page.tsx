/** W8: an act of maintenance failed. */
import { Failure } from '../components/failure.tsx';
import { logText } from '../components/step-list.tsx';
import { useWords } from '../words.ts';
import { detailsOf } from './details.ts';
import type { PageProps } from './page-props.ts';

export function FailedPage({ step, state, send }: PageProps<'failed'>) {
  const words = useWords();
  const details = (): string => detailsOf(state, step, (line) => logText(words, line));
  const copied = state.isCopied ? 'copied' : null;
  return (
    <Failure
      error={step.error}
      run={step.run}
      said={state.isSaved ? 'saved' : copied}
      onCopy={() => send({ kind: 'copyAsked', text: details() })}
      onSave={() => send({ kind: 'saveAsked', text: details() })}
    />
  );
}
