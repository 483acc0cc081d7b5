/** Back, the page's main act, Cancel. The main act submits the page's form, so Enter does the same. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { Act, Acts } from '../wizard/acts.ts';
import type { WizardEvent } from '../wizard/events.ts';
import { useWords, type Words } from '../words.ts';
import { LabelledButton } from './labelled-button.tsx';

const useStyles = makeStyles({
  footer: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    '@media (max-width: 560px)': { padding: tokens.spacingHorizontalM },
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  space: { flexGrow: 1 },
});

export function labelOf({ t }: Words, act: Act): string {
  return t(act.label, { ...act.params, ...(act.page === undefined ? {} : { page: t(act.page) }) });
}

export function Footer({ acts, send }: { readonly acts: Acts; readonly send: (event: WizardEvent) => void }) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { main, danger, cancel } = acts;
  return (
    <footer className={styles.footer}>
      {acts.hasBack && (
        <LabelledButton
          label={t('wizard.act.back')}
          letter={t('wizard.letter.back')}
          disabled={!acts.isBackEnabled}
          onClick={() => send({ on: 'window', kind: 'back' })}
        />
      )}
      <span className={styles.space} />
      {danger !== null && <LabelledButton label={labelOf(words, danger)} letter={t(danger.letter)} onClick={() => send(danger.event)} />}
      {main !== null && (
        <LabelledButton
          type="submit"
          appearance="primary"
          label={labelOf(words, main)}
          letter={t(main.letter)}
          disabled={!main.isEnabled}
        />
      )}
      {cancel !== null && (
        <LabelledButton
          label={t(`wizard.act.${cancel}`)}
          letter={t(`wizard.letter.${cancel}`)}
          onClick={() => send({ on: 'window', kind: 'cancelAsked' })}
        />
      )}
    </footer>
  );
}
