/** How many devices are allowed, blocked and quarantined, now and after: two bars, and the same in words. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import type { DeviceCounts } from '../../shared/access.ts';
import { useWords } from '../words.ts';

const forced = '@media (forced-colors: active)';
const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalS,
    maxWidth: '560px',
  },
  bar: {
    display: 'flex',
    height: '16px',
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusSmall,
    overflow: 'hidden',
  },
  allowed: { backgroundColor: tokens.colorStatusSuccessBackground3, [forced]: { forcedColorAdjust: 'none', backgroundColor: 'Highlight' } },
  quarantined: {
    backgroundColor: tokens.colorStatusWarningBackground3,
    [forced]: { forcedColorAdjust: 'none', backgroundColor: 'GrayText' },
  },
  blocked: { backgroundColor: tokens.colorStatusDangerBackground3, [forced]: { forcedColorAdjust: 'none', backgroundColor: 'CanvasText' } },
  words: { gridColumn: '2', color: tokens.colorNeutralForeground2 },
});

const segments = ['allowed', 'quarantined', 'blocked'] as const;

interface Props {
  readonly before: DeviceCounts;
  readonly after: DeviceCounts;
}

export function AccessBars({ before, after }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <div className={styles.grid}>
      <Bar when={t('wizard.review.before')} counts={before} />
      <Bar when={t('wizard.review.after')} counts={after} />
    </div>
  );
}

function Bar({ when, counts }: { readonly when: string; readonly counts: DeviceCounts }) {
  const styles = useStyles();
  const { t, number } = useWords();
  const shown = { allowed: number(counts.allowed), blocked: number(counts.blocked), quarantined: number(counts.quarantined) };
  return (
    <>
      <Text>{when}</Text>
      <div role="img" aria-label={t('wizard.review.bar', { when, ...shown })} className={styles.bar}>
        {segments.map((segment) => (
          <span key={segment} className={mergeClasses(styles[segment])} style={{ flexGrow: counts[segment] }} />
        ))}
      </div>
      <Text size={200} aria-hidden="true" className={styles.words}>
        {segments.map((segment) => `${t(`state.${segment}`)}: ${shown[segment]}`).join(' · ')}
      </Text>
    </>
  );
}
