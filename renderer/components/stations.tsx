/** The way out as a line of stations, each with its tick or its trouble; below each other where it is narrow. */
import { makeStyles, mergeClasses, Spinner, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, CircleRegular, ErrorCircleFilled, SubtractCircleRegular } from '@fluentui/react-icons';
import { type Hop, hops } from '../../shared/setup/engine-verbs.ts';
import { useWords, type Words } from '../words.ts';

const narrow = '@media (max-width: 760px)';
const useStyles = makeStyles({
  line: {
    display: 'grid',
    gridTemplateColumns: 'repeat(5, minmax(0, 1fr))',
    gap: tokens.spacingHorizontalS,
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    maxWidth: '680px',
    [narrow]: { gridTemplateColumns: '1fr' },
  },
  station: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: '104px',
    borderTop: `${tokens.strokeWidthThick} solid ${tokens.colorNeutralStroke1}`,
    paddingTop: tokens.spacingVerticalS,
    [narrow]: { minHeight: '48px' },
  },
  icon: { width: '20px', fontSize: '20px', color: tokens.colorNeutralForeground3 },
  ok: { color: tokens.colorStatusSuccessForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  faint: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

type State = Hop['state'] | 'waiting';

export function Stations({ told }: { readonly told: readonly Hop[] }) {
  const styles = useStyles();
  const words = useWords();
  return (
    <ol className={styles.line} aria-label={words.t('wizard.connection.stations')}>
      {hops.map((name) => {
        const hop = told.find((one) => one.hop === name) ?? null;
        return (
          <li key={name} className={styles.station}>
            <StationIcon state={hop?.state ?? 'waiting'} />
            <Text weight="semibold">{words.t(`wizard.hop.${name}`)}</Text>
            <Text size={200} className={styles.faint}>
              {said(words, name, hop)}
            </Text>
            <Text size={200} className={styles.faint}>
              <bdi>{breakable(hop?.address ?? '')}</bdi>
            </Text>
          </li>
        );
      })}
    </ol>
  );
}

/** Lets a long address break at its dots and colons: with spaces of no width. */
function breakable(address: string): string {
  return address.replace(/\.|(?=:)/g, '$&\u200b');
}

function said({ t, number }: Words, name: Hop['hop'], hop: Hop | null): string {
  if (hop === null) return t('wizard.connection.notTested');
  switch (hop.state) {
    case 'testing':
      return t('wizard.connection.asking');
    case 'failed':
      return t('wizard.connection.closed');
    case 'skipped':
      return t(name === 'proxy' ? 'wizard.connection.direct' : 'wizard.connection.notTested');
    case 'ok': {
      const open = t('wizard.connection.open');
      return hop.milliseconds === null
        ? open
        : `${open}, ${t('wizard.connection.milliseconds', { milliseconds: number(Math.round(hop.milliseconds)) })}`;
    }
    default:
      return hop.state satisfies never;
  }
}

function StationIcon({ state }: { readonly state: State }) {
  const styles = useStyles();
  switch (state) {
    case 'testing':
      return <Spinner size="extra-tiny" className={styles.icon} aria-hidden="true" />;
    case 'ok':
      return <CheckmarkCircleFilled className={mergeClasses(styles.icon, styles.ok)} />;
    case 'failed':
      return <ErrorCircleFilled className={mergeClasses(styles.icon, styles.failed)} />;
    case 'skipped':
      return <SubtractCircleRegular className={styles.icon} />;
    default:
      return <CircleRegular className={styles.icon} />;
  }
}
