/** The wizard's acts as buttons. */
import type { Act, Acts } from '../wizard/acts.ts';
import type { WizardEvent } from '../wizard/events.ts';
import { useWords, type Words } from '../words.ts';
import { ButtonBar } from './button-bar.tsx';

export function labelOf({ t }: Words, act: Act): string {
  return t(act.label, { ...act.params, ...(act.page === undefined ? {} : { page: t(act.page) }) });
}

export function Footer({ acts, send }: { readonly acts: Acts; readonly send: (event: WizardEvent) => void }) {
  const words = useWords();
  const { t } = words;
  const { main, danger, cancel } = acts;
  const named = (act: Act) => ({ label: labelOf(words, act), letter: t(act.letter), disabled: !act.isEnabled });
  const back = {
    label: t('wizard.act.back'),
    letter: t('wizard.letter.back'),
    disabled: !acts.isBackEnabled,
    onClick: () => send({ on: 'window', kind: 'back' }),
  };
  return (
    <ButtonBar
      back={acts.hasBack ? back : null}
      danger={danger && { ...named(danger), onClick: () => send(danger.event) }}
      main={main && named(main)}
      cancel={
        cancel && {
          label: t(`wizard.act.${cancel}`),
          letter: t(`wizard.letter.${cancel}`),
          onClick: () => send({ on: 'window', kind: 'cancelAsked' }),
        }
      }
    />
  );
}
