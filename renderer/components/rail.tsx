/** The steps by name: done ones ticked and clickable, the current one marked by bar, weight and aria-current. One line where it is narrow. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, CircleRegular, RecordRegular } from '@fluentui/react-icons';
import { type Page, pages } from '../wizard/state.ts';
import { useWords } from '../words.ts';

const narrow = '@media (max-width: 899px)';
const useStyles = makeStyles({
  rail: {
    width: '232px',
    flexShrink: 0,
    boxSizing: 'border-box',
    paddingTop: tokens.spacingVerticalXL,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRight: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    [narrow]: { width: '100%', paddingTop: 0, borderRightStyle: 'none' },
  },
  list: { [narrow]: { display: 'none' }, listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    width: '100%',
    boxSizing: 'border-box',
    minHeight: '40px',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXL}`,
    // No border where it is not the mark: under forced colors a transparent one would be seen.
    borderTopStyle: 'none',
    borderRightStyle: 'none',
    borderBottomStyle: 'none',
    borderLeftStyle: 'none',
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground2,
    fontFamily: tokens.fontFamilyBase,
    fontSize: tokens.fontSizeBase300,
    textAlign: 'start',
  },
  done: {
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground3Hover },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    ':disabled': { cursor: 'default' },
  },
  current: {
    borderLeft: `${tokens.strokeWidthThickest} solid ${tokens.colorBrandStroke1}`,
    paddingLeft: tokens.spacingHorizontalL,
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
  },
  tick: { color: tokens.colorBrandForeground1 },
  icon: { fontSize: '20px', flexShrink: 0 },
  line: { display: 'none', [narrow]: { display: 'block', padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}` } },
});

interface Props {
  readonly current: Page;
  readonly canLeave: boolean;
  readonly onGo: (page: Page) => void;
}

export function Rail({ current, canLeave, onGo }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const index = pages.indexOf(current);
  const position = t('wizard.rail.position', { number: index + 1, count: pages.length, name: t(`wizard.page.${current}`) });
  return (
    <nav aria-label={t('wizard.rail.name')} className={styles.rail}>
      <ol className={styles.list}>
        {pages.map((page, at) => (
          <li key={page}>
            {at < index ? <DoneItem page={page} isEnabled={canLeave} onGo={onGo} /> : <OtherItem page={page} isCurrent={at === index} />}
          </li>
        ))}
      </ol>
      <Text className={styles.line} weight="semibold">
        {position}
      </Text>
    </nav>
  );
}

interface DoneProps {
  readonly page: Page;
  readonly isEnabled: boolean;
  readonly onGo: (page: Page) => void;
}

function DoneItem({ page, isEnabled, onGo }: DoneProps) {
  const styles = useStyles();
  const { t } = useWords();
  const name = t(`wizard.page.${page}`);
  return (
    <button
      type="button"
      disabled={!isEnabled}
      className={mergeClasses(styles.item, styles.done)}
      onClick={() => onGo(page)}
      aria-label={`${name}, ${t('wizard.rail.done')}`}
    >
      <CheckmarkCircleFilled className={mergeClasses(styles.icon, styles.tick)} />
      {name}
    </button>
  );
}

function OtherItem({ page, isCurrent }: { readonly page: Page; readonly isCurrent: boolean }) {
  const styles = useStyles();
  const { t } = useWords();
  const Icon = isCurrent ? RecordRegular : CircleRegular;
  return (
    <div className={mergeClasses(styles.item, isCurrent && styles.current)} aria-current={isCurrent ? 'step' : undefined}>
      <Icon className={styles.icon} />
      {t(`wizard.page.${page}`)}
    </div>
  );
}
