/** What will happen, and what to have at hand. */
import { makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { Facts } from '../components/facts.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  list: {
    marginTop: tokens.spacingVerticalS,
    marginBottom: tokens.spacingVerticalL,
    paddingLeft: tokens.spacingHorizontalXXL,
    lineHeight: tokens.lineHeightBase500,
  },
  text: { display: 'block', maxWidth: '60ch', marginBottom: tokens.spacingVerticalS },
  facts: { marginTop: tokens.spacingVerticalXXL },
});

export function WelcomePage({ state }: PageProps<'welcome'>) {
  const styles = useStyles();
  const { t } = useWords();
  const tenant = state.tenantId === null ? t('wizard.welcome.tenantMissing') : t('wizard.welcome.tenantFound', { tenant: state.tenantId });
  return (
    <>
      <PageHeading title={t('wizard.welcome.title')}>{t('wizard.welcome.intro')}</PageHeading>
      <Subtitle2 as="h2">{t('wizard.welcome.have')}</Subtitle2>
      <ul className={styles.list}>
        <li>{t('wizard.welcome.haveServer')}</li>
        <li>{t('wizard.welcome.haveAccount')}</li>
        <li>{t('wizard.welcome.haveProxy')}</li>
        <li>{t('wizard.welcome.haveSignIn')}</li>
      </ul>
      <Text className={styles.text}>{t('wizard.welcome.time')}</Text>
      <Text className={styles.text}>{t('wizard.welcome.safe')}</Text>
      <div className={styles.facts}>
        <Facts
          facts={[
            { name: t('wizard.welcome.tenant'), value: tenant },
            { name: t('wizard.product'), value: t('wizard.welcome.version', { version: state.version }) },
          ]}
        />
      </div>
    </>
  );
}
