/** Back to the list, the dangerous act, the page's main act, Cancel. The main act submits the page's form, so Enter does the same. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { LabelledButton } from '../components/labelled-button.tsx';
import { useWords } from '../words.ts';
import type { Acts } from './acts.ts';
import type { MaintenanceEvent } from './events.ts';

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

interface Props {
  readonly acts: Acts;
  readonly send: (event: MaintenanceEvent) => void;
}

export function Footer({ acts, send }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const { back, danger, main, cancel } = acts;
  return (
    <footer className={styles.footer}>
      {back !== null && <LabelledButton label={t(back.label)} letter={t(back.letter)} onClick={() => send({ kind: 'homeChosen' })} />}
      <span className={styles.space} />
      {danger !== null && (
        <LabelledButton label={t(danger.label, danger.params)} letter={t(danger.letter)} onClick={() => send(danger.event)} />
      )}
      {main !== null && (
        <LabelledButton
          type="submit"
          appearance="primary"
          label={t(main.label, main.params)}
          letter={t(main.letter)}
          disabled={!acts.isMainEnabled}
        />
      )}
      {cancel !== null && (
        <LabelledButton label={t(cancel.label)} letter={t(cancel.letter)} onClick={() => send({ kind: 'cancelAsked' })} />
      )}
    </footer>
  );
}
