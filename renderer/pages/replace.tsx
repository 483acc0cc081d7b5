/** W7: another machine holds the connection. Replace is never the button that Enter presses. */
import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, Text, tokens } from '@fluentui/react-components';
import { Facts } from '../components/facts.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { shownCode } from '../wizard/mend.ts';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  said: { marginBottom: tokens.spacingVerticalXL, maxWidth: '68ch' },
  text: { whiteSpace: 'normal' },
  code: { display: 'block', marginTop: tokens.spacingVerticalXL, color: tokens.colorNeutralForeground2 },
});

export function ReplacePage({ step }: PageProps<'replace'>) {
  const styles = useStyles();
  const { t, time, timeWithZone } = useWords();
  const { connectorServer, lastSeen } = step.existing;
  const seen = lastSeen === null ? t('wizard.replace.never') : time(lastSeen);
  return (
    <>
      <PageHeading title={t('wizard.replace.title')}>{t('wizard.replace.body')}</PageHeading>
      <MessageBar intent="warning" layout="multiline" className={styles.said}>
        <MessageBarBody className={styles.text}>
          <MessageBarTitle>{t('wizard.replace.warning')}</MessageBarTitle> {t('wizard.replace.effect')}
        </MessageBarBody>
      </MessageBar>
      <Facts
        facts={[
          { name: t('wizard.replace.machine'), value: connectorServer },
          { name: t('wizard.replace.lastSeen'), value: seen, ...(lastSeen === null ? {} : { tooltip: timeWithZone(lastSeen) }) },
        ]}
      />
      <Text className={styles.code}>{t('wizard.code', { code: shownCode('connector.exists') })}</Text>
    </>
  );
}
