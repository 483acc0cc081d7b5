/** What was changed and whether the engine was restarted; after removal: what is left. */
import { MessageBar, MessageBarBody, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import type { AppError } from '../../shared/errors.ts';
import type { MessageKey } from '../../shared/i18n/translate.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords } from '../words.ts';
import type { PageProps } from './page-props.ts';
import type { EndStep } from './state.ts';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalL, maxWidth: '68ch' },
  text: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
  line: { display: 'block', maxWidth: '60ch', marginBottom: tokens.spacingVerticalM },
  list: { paddingLeft: tokens.spacingHorizontalXXL, maxWidth: '68ch', overflowWrap: 'anywhere', marginTop: tokens.spacingVerticalXS },
});

export function EndPage({ step }: PageProps<'end'>) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <>
      <PageHeading title={t(titleOf(step))} />
      <MessageBar intent="success" layout="multiline" className={styles.bar}>
        <MessageBarBody className={styles.text}>{t(sentenceOf(step))}</MessageBarBody>
      </MessageBar>
      <EndDetails step={step} />
    </>
  );
}

function titleOf({ page, outcome }: EndStep): MessageKey {
  return outcome.kind === 'unchanged' ? 'maintenance.end.unchanged' : `maintenance.end.${page}`;
}

function sentenceOf({ outcome }: EndStep): MessageKey {
  switch (outcome.kind) {
    case 'changed':
      return outcome.restarted ? 'maintenance.end.restarted' : 'maintenance.end.notRestarted';
    case 'unchanged':
      return 'maintenance.end.nothingDone';
    case 'removed':
      return 'maintenance.end.gone';
    case 'synchronized':
      return 'maintenance.end.synchronized';
    default:
      return outcome satisfies never;
  }
}

function EndDetails({ step: { outcome, run } }: { readonly step: EndStep }) {
  const { t, number } = useWords();
  if (outcome.kind === 'removed') return <Removed left={outcome.left} takenBack={outcome.takenBack} warnings={run.warnings} />;
  if (outcome.kind !== 'synchronized') return null;
  const { total, allowed, blocked, quarantined } = outcome.report.devices;
  return (
    <Facts
      facts={[
        { name: t('wizard.done.total'), value: number(total) },
        { name: t('state.allowed'), value: number(allowed) },
        { name: t('state.blocked'), value: number(blocked) },
        { name: t('state.quarantined'), value: number(quarantined) },
      ]}
    />
  );
}

interface RemovedProps {
  readonly left: readonly string[];
  readonly takenBack: number;
  readonly warnings: readonly AppError[];
}

function Removed({ left, takenBack, warnings }: RemovedProps) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <>
      {takenBack > 0 && <Text className={styles.line}>{t('maintenance.end.takenBack', { count: takenBack })}</Text>}
      <Subtitle2 as="h2">{t('maintenance.end.left')}</Subtitle2>
      {left.length === 0 && <Text className={styles.line}>{t('maintenance.end.nothingLeft')}</Text>}
      <ul className={styles.list}>
        {left.map((folder) => (
          <li key={folder}>
            <bdi>{folder}</bdi>
          </li>
        ))}
      </ul>
      {warnings.map((error) => (
        <ErrorNotice key={error.code} error={error} intent="warning" />
      ))}
    </>
  );
}
