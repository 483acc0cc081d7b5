/** An act of maintenance under way. */
import { RunView } from '../components/run-view.tsx';
import { useWords } from '../words.ts';
import { comingSteps } from './coming-steps.ts';
import type { PageProps } from './page-props.ts';

export function WorkPage({ step }: PageProps<'work'>) {
  const { t } = useWords();
  const cancelling = step.page === 'accept-plan' ? 'wizard.connect.stopping' : 'wizard.connect.cancelling';
  return (
    <RunView
      title={t(`maintenance.working.${step.page}`)}
      intro={t('maintenance.working.intro')}
      cancelling={step.phase === 'cancelling' ? cancelling : null}
      run={step.run}
      busy={step.busy}
      coming={comingSteps(step.form)}
    />
  );
}
