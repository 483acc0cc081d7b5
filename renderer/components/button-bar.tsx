/** The buttons of a page: back, the dangerous act, the main act, cancel. The main act submits the page's form, so Enter does the same. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { LabelledButton } from './labelled-button.tsx';

const useStyles = makeStyles({
  bar: {
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

interface Named {
  readonly label: string;
  readonly letter: string;
  readonly disabled?: boolean;
}
interface Clicked extends Named {
  readonly onClick: () => void;
}

interface Props {
  readonly back: Clicked | null;
  readonly danger: Clicked | null;
  readonly main: Named | null;
  readonly cancel: Clicked | null;
}

export function ButtonBar({ back, danger, main, cancel }: Props) {
  const styles = useStyles();
  return (
    <footer className={styles.bar}>
      {back !== null && <LabelledButton {...back} />}
      <span className={styles.space} />
      {danger !== null && <LabelledButton {...danger} />}
      {main !== null && <LabelledButton type="submit" appearance="primary" {...main} />}
      {cancel !== null && <LabelledButton {...cancel} />}
    </footer>
  );
}
