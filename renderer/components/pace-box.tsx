/** B9: how far a run is, how fast it goes, how long it still takes where that is known, and how much of Exchange's budget it uses. */
import { makeStyles, mergeClasses, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { fractionDone, paceWords } from '../../shared/pace-words.ts';
import type { Pace, SyncProgress } from '../../shared/sync-report.ts';
import { useWords } from '../words.ts';

const forced = '@media (forced-colors: active)';
const useStyles = makeStyles({
  // Room for all of it from the start, so that nothing below moves when a run begins or ends.
  box: { minHeight: '112px', marginBottom: tokens.spacingVerticalL, maxWidth: '560px' },
  line: { display: 'block', fontVariantNumeric: 'tabular-nums', marginTop: tokens.spacingVerticalXS },
  faint: { display: 'block', color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  bar: { marginTop: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalXS },
  shells: { display: 'flex', gap: '2px', height: '12px', marginTop: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalXS },
  shell: { flexGrow: 1, boxSizing: 'border-box', border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}` },
  open: { backgroundColor: tokens.colorBrandBackground, [forced]: { forcedColorAdjust: 'none', backgroundColor: 'Highlight' } },
  lost: {
    backgroundColor: tokens.colorStatusWarningBackground3,
    [forced]: { forcedColorAdjust: 'none', backgroundColor: 'GrayText' },
  },
  // What is left to others who work with the same account.
  others: { border: `${tokens.strokeWidthThin} dashed ${tokens.colorNeutralStroke1}` },
});

export function PaceBox({ progress }: { readonly progress: SyncProgress | null }) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <div className={styles.box}>
      {progress === null ? <Text className={styles.faint}>{t('pace.later')}</Text> : <Told progress={progress} />}
    </div>
  );
}

function Told({ progress }: { readonly progress: SyncProgress }) {
  const styles = useStyles();
  const { t } = useWords();
  const { count, rate, left, share, isSlow } = paceWords(t, progress);
  const value = fractionDone(progress);
  return (
    <section aria-label={t('pace.title')}>
      <Text className={styles.line}>{count}</Text>
      <ProgressBar className={styles.bar} aria-label={count} {...(value === null ? {} : { value })} />
      <Text className={styles.faint}>{[rate, left].filter((part) => part !== '').join(', ')}</Text>
      {progress.pace !== undefined && <Shells pace={progress.pace} />}
      <Text size={200} className={styles.faint}>
        {share}
      </Text>
      {isSlow && (
        <Text size={200} className={styles.faint}>
          {t('cli.load.slow')}
        </Text>
      )}
    </section>
  );
}

/** One field for each shell that Exchange allows. */
function Shells({ pace }: { readonly pace: Pace }) {
  const styles = useStyles();
  const { t } = useWords();
  const { open, lost, most, allowed } = pace.exchange.shells;
  const kindOf = (place: number) => (place < open ? styles.open : place < open + lost ? styles.lost : undefined);
  const places = Array.from({ length: allowed }, (_, place) => place);
  return (
    <div role="img" aria-label={t('pace.picture', { used: open + lost, allowed, most })} className={styles.shells}>
      {places.map((place) => (
        <span key={place} className={mergeClasses(styles.shell, kindOf(place), place >= most && styles.others)} />
      ))}
    </div>
  );
}
