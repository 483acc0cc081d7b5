/** Repair and upgrade: nothing to fill in, only to know what will be done. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords } from '../words.ts';
import { CancelledNote } from './cancelled-note.tsx';
import type { PageProps } from './page-props.ts';

const useStyles = makeStyles({
  list: { paddingLeft: tokens.spacingHorizontalXXL, maxWidth: '60ch', lineHeight: tokens.lineHeightBase400 },
  item: { marginBottom: tokens.spacingVerticalS },
});

export function PlainPage({ step, state }: PageProps<'repair' | 'upgrade'>) {
  const styles = useStyles();
  const { t } = useWords();
  const { version, offered } = state.installed;
  const lines =
    step.kind === 'repair'
      ? [t('maintenance.repair.files'), t('maintenance.repair.service'), t('maintenance.repair.stays')]
      : [t('maintenance.upgrade.replaces', { version, offered }), t('maintenance.upgrade.back'), t('maintenance.upgrade.stays')];
  return (
    <>
      <PageHeading title={t(`maintenance.page.${step.kind}`)}>{t(`maintenance.${step.kind}.intro`)}</PageHeading>
      <CancelledNote state={state} />
      <ul className={styles.list}>
        {lines.map((line) => (
          <li key={line} className={styles.item}>
            {line}
          </li>
        ))}
      </ul>
    </>
  );
}
