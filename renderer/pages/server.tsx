/** Does this computer fit (Q1 to Q4)? Asked as soon as the page is entered. */
import { ChecksView } from '../components/checks-view.tsx';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

export function ServerPage({ step, state, send }: PageProps<'server'>) {
  const { t } = useWords();
  return <ChecksView title={t('wizard.server.title')} step={step} state={state} send={send} />;
}
