/** Replace: set the connector up anew, with the wizard, beginning with what is configured now. */
import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import { PageHeading } from '../components/page-heading.tsx';
import { useWords } from '../words.ts';
import type { PageProps } from './page-props.ts';

const useStyles = makeStyles({
  line: { display: 'block', maxWidth: '60ch', marginBottom: tokens.spacingVerticalM },
  hint: { display: 'block', maxWidth: '56ch', paddingLeft: tokens.spacingHorizontalXXXL, color: tokens.colorNeutralForeground2 },
});

export function ReplacePage({ step, send }: PageProps<'replace'>) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <>
      <PageHeading title={t('maintenance.page.replace')}>{t('maintenance.replace.intro')}</PageHeading>
      <Text className={styles.line}>{t('maintenance.replace.until')}</Text>
      <Checkbox
        label={t('maintenance.replace.keepData')}
        checked={step.keepData}
        onChange={(_, data) => send({ kind: 'keepDataChosen', keepData: data.checked === true })}
      />
      <Text size={200} className={styles.hint}>
        {t(step.keepData ? 'maintenance.replace.keeps' : 'maintenance.replace.forgets')}
      </Text>
    </>
  );
}
