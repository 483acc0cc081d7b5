/** I6: what goes, what stays, and what becomes of the phones. The dangerous button names its effect; Enter keeps the connector. */
import { Checkbox, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords } from '../words.ts';
import { CancelledNote } from './cancelled-note.tsx';
import type { PageProps } from './page-props.ts';

const useStyles = makeStyles({
  list: { paddingLeft: tokens.spacingHorizontalXXL, maxWidth: '60ch', marginTop: tokens.spacingVerticalXS },
  hint: {
    display: 'block',
    maxWidth: '56ch',
    // Three lines, whichever sentence stands there: nothing moves under the pointer.
    minHeight: '52px',
    paddingLeft: tokens.spacingHorizontalXXXL,
    color: tokens.colorNeutralForeground2,
  },
});

export function UninstallPage({ step, state, send }: PageProps<'uninstall'>) {
  const styles = useStyles();
  const { t } = useWords();
  const { removeData, takeBack } = step;
  const goes = [t('maintenance.uninstall.service'), t('maintenance.uninstall.program'), t('maintenance.uninstall.secrets')];
  const choose = (changes: Partial<Pick<typeof step, 'removeData' | 'takeBack'>>): void =>
    send({ kind: 'removalChosen', removeData, takeBack, ...changes });
  return (
    <>
      <PageHeading title={t('maintenance.page.uninstall')} />
      <CancelledNote state={state} />
      <Subtitle2 as="h2">{t('maintenance.uninstall.goes')}</Subtitle2>
      <ul className={styles.list}>
        {goes.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Subtitle2 as="h2">{t('maintenance.uninstall.choose')}</Subtitle2>
      <div>
        <Checkbox
          label={t('maintenance.uninstall.takeBack')}
          checked={takeBack}
          onChange={(_, data) => choose({ takeBack: data.checked === true })}
        />
        <Text size={200} className={styles.hint}>
          {t(takeBack ? 'maintenance.uninstall.phonesBack' : 'maintenance.uninstall.phonesStay')}
        </Text>
        <Checkbox
          label={t('maintenance.uninstall.removeData')}
          checked={removeData}
          onChange={(_, data) => choose({ removeData: data.checked === true })}
        />
        <Text size={200} className={styles.hint}>
          {t(removeData ? 'maintenance.uninstall.dataGone' : 'maintenance.uninstall.dataStays')}
        </Text>
      </div>
    </>
  );
}
