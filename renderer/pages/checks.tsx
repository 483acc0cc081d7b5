/** Are Exchange, Intune and what stands between ready? Asked by the staged engine (Q5 to Q9). Warnings do not stop, failures do. */
import { ChecksView } from '../components/checks-view.tsx';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

export function ChecksPage({ step, state, send }: PageProps<'checks'>) {
  const { t } = useWords();
  return <ChecksView title={t('wizard.checks.title')} step={step} state={state} send={send} />;
}
