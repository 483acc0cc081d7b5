/** W8: connecting failed. */
import { Failure } from '../components/failure.tsx';
import { logText } from '../components/step-list.tsx';
import { detailsOf, reportOf } from '../wizard/details.ts';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const reportName = 'exchange-connector-report.txt';

export function FailedPage({ step, state, send }: PageProps<'failed'>) {
  const words = useWords();
  const details = (): string => detailsOf(state, step, (line) => logText(words, line));
  return (
    <Failure
      error={step.error}
      run={step.run}
      said={state.said}
      onCopy={() => send({ on: 'window', kind: 'copyAsked', text: details() })}
      onSave={() => send({ on: 'window', kind: 'saveAsked', name: reportName, text: reportOf(words.t, step, details()) })}
    />
  );
}
