/** The named steps of connecting or of maintenance with their state, seconds and numbers; the log on request. */
import { makeStyles, mergeClasses, Spinner, Text, tokens } from '@fluentui/react-components';
import { ArrowUndoRegular, CheckmarkCircleFilled, CircleRegular, ErrorCircleFilled } from '@fluentui/react-icons';
import type { SetupStep } from '../../shared/setup/progress.ts';
import type { LogLine, Run, StepProgress } from '../run.ts';
import { useWords, type Words } from '../words.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 36ch) minmax(0, 1fr)',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    minHeight: '30px',
    '@media (max-width: 560px)': { gridTemplateColumns: '20px minmax(0, 3fr) minmax(0, 2fr)' },
  },
  icon: { width: '20px', fontSize: '20px', color: tokens.colorNeutralForeground3 },
  done: { color: tokens.colorStatusSuccessForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  name: { overflowWrap: 'anywhere' },
  waiting: { color: tokens.colorNeutralForeground3 },
  detail: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  log: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    margin: 0,
    padding: tokens.spacingVerticalS,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  summary: { cursor: 'pointer', paddingTop: tokens.spacingVerticalM, paddingBottom: tokens.spacingVerticalXS },
});

interface Props {
  readonly run: Run;
  /** Steps that are shown before main told about them, because they will come; others appear when they are told. */
  readonly coming: readonly SetupStep[];
}

export function StepList({ run, coming }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const told = new Map(run.steps.map((one) => [one.step, one]));
  // Those that were told, in the order in which they happened; then those that come.
  const shown = [...told.keys(), ...coming.filter((step) => !told.has(step))];
  return (
    <ol className={styles.list} aria-label={t('wizard.connect.steps')}>
      {shown.map((step) => (
        <StepItem key={step} step={step} progress={told.get(step) ?? null} />
      ))}
    </ol>
  );
}

function StepItem({ step, progress }: { readonly step: SetupStep; readonly progress: StepProgress | null }) {
  const styles = useStyles();
  const words = useWords();
  return (
    <li className={styles.item}>
      <StepIcon progress={progress} />
      <Text
        className={mergeClasses(styles.name, progress === null && styles.waiting)}
        weight={progress?.state === 'running' ? 'semibold' : 'regular'}
      >
        {words.t(`step.${step}`)}
      </Text>
      <Text className={styles.detail}>{detailOf(words, progress)}</Text>
    </li>
  );
}

function StepIcon({ progress }: { readonly progress: StepProgress | null }) {
  const styles = useStyles();
  const state = progress === null ? 'waiting' : progress.state;
  switch (state) {
    case 'waiting':
      return <CircleRegular className={styles.icon} />;
    case 'running':
      return <Spinner size="extra-tiny" className={styles.icon} aria-hidden="true" />;
    case 'done':
      return <CheckmarkCircleFilled className={mergeClasses(styles.icon, styles.done)} />;
    case 'undone':
      return <ArrowUndoRegular className={styles.icon} />;
    case 'failed':
      return <ErrorCircleFilled className={mergeClasses(styles.icon, styles.failed)} />;
    default:
      return state satisfies never;
  }
}

function detailOf({ t, number }: Words, progress: StepProgress | null): string {
  if (progress === null) return t('wizard.connect.waiting');
  const { state, sync, seconds } = progress;
  const time = seconds === null ? '' : `, ${t('wizard.connect.seconds', { seconds: number(seconds) })}`;
  if (state !== 'running') return `${t(`wizard.connect.${state}`)}${time}`;
  if (sync === null) return t('wizard.connect.running');
  // The rest of it is told apart from the list, where its pace is.
  if (sync.pace !== undefined) return t(`stage.${sync.stage}`);
  const key = sync.total === 0 ? 'wizard.connect.uncounted' : 'wizard.connect.counted';
  return t(key, { stage: t(`stage.${sync.stage}`), done: number(sync.done), total: number(sync.total) });
}

/** One line of the log, as shown and as copied. */
export function logText({ t }: Words, line: LogLine): string {
  const code = line.code === null ? '' : ` (${line.code})`;
  return `${line.at ?? ' '.repeat(24)}  ${t(`step.${line.step}`)}: ${t(`wizard.connect.${line.state}`)}${code}`;
}

export function RunLog({ run }: { readonly run: Run }) {
  const styles = useStyles();
  const words = useWords();
  return (
    <details>
      <summary className={styles.summary}>{words.t('wizard.connect.log')}</summary>
      <section aria-label={words.t('wizard.connect.logName')} className={styles.log}>
        {run.log.map((line) => logText(words, line)).join('\n')}
      </section>
    </details>
  );
}
