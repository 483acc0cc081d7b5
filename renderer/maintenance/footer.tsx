/** The acts of a maintenance page as buttons. */
import { ButtonBar } from '../components/button-bar.tsx';
import { useWords } from '../words.ts';
import type { Act, Acts } from './acts.ts';
import type { MaintenanceEvent } from './events.ts';

interface Props {
  readonly acts: Acts;
  readonly send: (event: MaintenanceEvent) => void;
}

export function Footer({ acts, send }: Props) {
  const { t } = useWords();
  const { back, danger, main, cancel } = acts;
  const named = (act: Act) => ({ label: t(act.label, act.params), letter: t(act.letter) });
  return (
    <ButtonBar
      back={back && { ...named(back), onClick: () => send({ kind: 'homeChosen' }) }}
      danger={danger && { ...named(danger), onClick: () => send(danger.event) }}
      main={main && { ...named(main), disabled: !acts.isMainEnabled }}
      cancel={cancel && { ...named(cancel), onClick: () => send({ kind: 'cancelAsked' }) }}
    />
  );
}
