/** Everything chosen, before anything is changed. */
import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import type { MessageKey } from '../../shared/i18n/translate.ts';
import { answersSchema, type ExchangeType } from '../../shared/setup/answers.ts';
import { Facts } from '../components/facts.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const names: Readonly<Record<ExchangeType, MessageKey>> = {
  'on-premises': 'wizard.exchange.onPremises',
  hosted: 'wizard.exchange.hosted',
  dedicated: 'wizard.exchange.dedicated',
};
const defaultLimit = answersSchema.shape.newBlockLimitPercent.parse(undefined);

const useStyles = makeStyles({ said: { marginBottom: tokens.spacingVerticalXL, maxWidth: '68ch' }, text: { whiteSpace: 'normal' } });

export function ReviewPage({ step, state, send }: PageProps<'connect'>) {
  const styles = useStyles();
  const { t } = useWords();
  const { type, server, user, tenant } = state.kept;
  const changeAt = (page: 'exchange' | 'account' | 'signIn') => () => send({ kind: 'goTo', page });
  const address = type === 'hosted' ? 'wizard.exchange.address' : 'wizard.exchange.server';
  return (
    <>
      <PageHeading title={t('wizard.connect.reviewTitle')}>{t('wizard.connect.review', { limit: defaultLimit })}</PageHeading>
      {step.wasCancelled && (
        <MessageBar intent="info" layout="multiline" className={styles.said}>
          <MessageBarBody className={styles.text}>{t('wizard.connect.cancelled')}</MessageBarBody>
        </MessageBar>
      )}
      <Facts
        facts={[
          { name: t('wizard.exchange.type'), value: t(names[type]), onChange: changeAt('exchange') },
          { name: t(address), value: server, onChange: changeAt('exchange') },
          { name: t('wizard.page.account'), value: user, onChange: changeAt('account') },
          { name: t('wizard.tenant.name'), value: tenant?.tenantName ?? '', onChange: changeAt('signIn') },
          { name: t('wizard.tenant.administrator'), value: tenant?.administrator ?? '' },
        ]}
      />
    </>
  );
}
