/** One act of the list: its name, and one line about what there is now. The whole row is the button. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { ChevronRightRegular } from '@fluentui/react-icons';
import { useWords } from '../words.ts';
import type { ListedAct } from './act-list.ts';

const useStyles = makeStyles({
  item: { borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  button: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    width: '100%',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`,
    borderTopStyle: 'none',
    borderRightStyle: 'none',
    borderBottomStyle: 'none',
    borderLeftStyle: 'none',
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    fontFamily: tokens.fontFamilyBase,
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  text: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  name: { display: 'block' },
  line: { display: 'block', color: tokens.colorNeutralForeground2 },
  icon: { fontSize: '20px', flexShrink: 0, color: tokens.colorNeutralForeground3 },
});

interface Props {
  readonly act: ListedAct;
  readonly onChoose: () => void;
}

export function ActButton({ act, onChoose }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <li className={styles.item}>
      <button type="button" className={styles.button} onClick={onChoose}>
        <span className={styles.text}>
          <Text weight="semibold" className={styles.name}>
            {t(`maintenance.page.${act.page}`)}
          </Text>
          <Text size={200} className={styles.line}>
            {t(act.line, act.params)}
          </Text>
        </span>
        <ChevronRightRegular className={styles.icon} />
      </button>
    </li>
  );
}
