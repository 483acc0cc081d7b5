/** The way out as a line of stations: this server, proxy, sign-in, Intune, Exchange, each with a tick and its time, or with cause and cure. */
import { makeStyles, mergeClasses, Spinner, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, CircleRegular, ErrorCircleFilled, SubtractCircleRegular } from '@fluentui/react-icons';
import { type Hop, hops as stations } from '../../shared/setup/engine-verbs.ts';
import { shownCode } from '../wizard/mend.ts';
import { curesOf, useWords, type Words } from '../words.ts';
import { Cure } from './error-notice.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, maxWidth: '68ch' },
  item: {
    position: 'relative',
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    minHeight: '44px',
    // The line between the stations.
    '::before': {
      content: '""',
      position: 'absolute',
      left: '9px',
      top: '22px',
      bottom: '-2px',
      borderLeft: `${tokens.strokeWidthThick} solid ${tokens.colorNeutralStroke2}`,
    },
    ':last-child::before': { display: 'none' },
  },
  icon: { width: '20px', fontSize: '20px', flexShrink: 0, color: tokens.colorNeutralForeground3 },
  ok: { color: tokens.colorStatusSuccessForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  text: { minWidth: 0, overflowWrap: 'anywhere', paddingBottom: tokens.spacingVerticalS },
  faint: { display: 'block', color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  cause: { display: 'block' },
});

interface Props {
  /** As far as they are known; the others wait. */
  readonly hops: readonly Hop[];
}

export function HopList({ hops }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <ol className={styles.list} aria-label={t('hop.list')}>
      {stations.map((station) => (
        <Station key={station} station={station} hop={hops.find((one) => one.hop === station) ?? null} />
      ))}
    </ol>
  );
}

function Station({ station, hop }: { readonly station: Hop['hop']; readonly hop: Hop | null }) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  return (
    <li className={styles.item}>
      <StationIcon hop={hop} />
      <div className={styles.text}>
        <Text weight="semibold">{t(`hop.${station}`)}</Text>
        <Text size={200} className={styles.faint}>
          <bdi>{stateOf(words, hop)}</bdi>
        </Text>
        {hop?.error !== undefined && (
          <>
            <Text className={styles.cause}>{t(`error.${hop.error.code}.cause`, hop.error.params)}</Text>
            <Cure acts={curesOf(t, hop.error)} />
            <Text size={200} className={styles.faint}>
              {t('wizard.code', { code: shownCode(hop.error.code) })}
            </Text>
          </>
        )}
      </div>
    </li>
  );
}

function StationIcon({ hop }: { readonly hop: Hop | null }) {
  const styles = useStyles();
  const state = hop?.state ?? 'waiting';
  switch (state) {
    case 'waiting':
      return <CircleRegular className={styles.icon} />;
    case 'testing':
      return <Spinner size="extra-tiny" className={styles.icon} aria-hidden="true" />;
    case 'ok':
      return <CheckmarkCircleFilled className={mergeClasses(styles.icon, styles.ok)} />;
    case 'failed':
      return <ErrorCircleFilled className={mergeClasses(styles.icon, styles.failed)} />;
    case 'skipped':
      return <SubtractCircleRegular className={styles.icon} />;
    default:
      return state satisfies never;
  }
}

/** Address, state and time in one line. */
function stateOf({ t, number }: Words, hop: Hop | null): string {
  const parts = [
    hop?.address ?? null,
    t(`hop.state.${hop?.state ?? 'waiting'}`),
    hop === null || hop.milliseconds === null ? null : t('hop.milliseconds', { milliseconds: number(Math.round(hop.milliseconds)) }),
  ];
  return parts.filter((part) => part !== null).join(', ');
}
