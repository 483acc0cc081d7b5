/** Connecting (W6). */
import { RunView } from '../components/run-view.tsx';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const comingSteps = [
  'check-host',
  'stage-engine',
  'check-connection',
  'store-secrets',
  'stop-engine',
  'switch-engine',
  'write-configuration',
  'register-service',
  'start-engine',
  'hand-over-secrets',
  'wait-healthy',
  'first-sync',
  'commit',
] as const;

export function ConnectPage({ step }: PageProps<'connect'>) {
  const { t } = useWords();
  const cancelling = step.isAccepting ? 'wizard.connect.stopping' : 'wizard.connect.cancelling';
  return (
    <RunView
      title={t('wizard.connect.title')}
      intro={t('wizard.connect.intro')}
      cancelling={step.phase === 'cancelling' ? cancelling : null}
      run={step.run}
      busy={step.busy}
      coming={comingSteps}
    />
  );
}
