/** Everything chosen, before anything is changed; observe or enforce; and what enforcing would do. */
import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import type { MessageKey } from '../../shared/i18n/translate.ts';
import type { ExchangeType, Mode } from '../../shared/setup/answers.ts';
import { type Fact, Facts } from '../components/facts.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { PreviewBox } from '../components/preview-box.tsx';
import { type Card, RadioCards } from '../components/radio-cards.tsx';
import { answersOf } from '../wizard/answers.ts';
import type { PageProps } from '../wizard/page-props.ts';
import type { Page, WizardState } from '../wizard/state.ts';
import { useWords, type Words } from '../words.ts';

const names: Readonly<Record<ExchangeType, MessageKey>> = {
  'on-premises': 'wizard.exchange.onPremises',
  hosted: 'wizard.exchange.hosted',
  dedicated: 'wizard.exchange.dedicated',
};

const useStyles = makeStyles({
  said: { marginBottom: tokens.spacingVerticalXL, maxWidth: '68ch' },
  text: { whiteSpace: 'normal' },
  mode: { marginTop: tokens.spacingVerticalXL },
});

export function ReviewPage({ step, state, send }: PageProps<'review'>) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const limit = state.given.newBlockLimitPercent;
  return (
    <>
      <PageHeading title={t('wizard.connect.reviewTitle')}>{t('wizard.connect.review')}</PageHeading>
      {step.wasCancelled && (
        <MessageBar intent="info" layout="multiline" className={styles.said}>
          <MessageBarBody className={styles.text}>{t('wizard.connect.cancelled')}</MessageBarBody>
        </MessageBar>
      )}
      <Facts facts={chosen(words, state, (page) => send({ on: 'window', kind: 'goTo', page }))} />
      <div className={styles.mode}>
        <RadioCards
          label={t('wizard.review.mode')}
          cards={modesIn(words, limit)}
          value={state.forms.mode}
          onChoose={(mode) => send({ on: 'review', kind: 'modeChosen', mode })}
        />
      </div>
      <PreviewBox run={step.run} limitPercent={limit} onAgain={() => send({ on: 'review', kind: 'previewAsked' })} />
    </>
  );
}

function modesIn({ t, number }: Words, limit: number): readonly Card<Mode>[] {
  return [
    { value: 'observe', name: t('wizard.review.observe'), hint: t('wizard.review.observeHint') },
    { value: 'enforce', name: t('wizard.review.enforce'), hint: t('wizard.review.enforceHint', { limit: number(limit) }) },
  ];
}

function chosen({ t }: Words, state: WizardState, goTo: (page: Page) => void): readonly Fact[] {
  const { exchange, proxy, notification } = answersOf(state);
  const { tenant } = state.kept;
  const at = (page: Page) => () => goTo(page);
  const address = exchange.type === 'hosted' ? 'wizard.exchange.address' : 'wizard.exchange.server';
  return [
    { name: t('wizard.exchange.type'), value: t(names[exchange.type]), onChange: at('exchange') },
    { name: t(address), value: exchange.server, onChange: at('exchange') },
    { name: t('wizard.hop.proxy'), value: proxyText(t, proxy), onChange: at('connection') },
    { name: t('wizard.review.account'), value: exchange.user, onChange: at('account') },
    { name: t('wizard.notification.title'), value: notification?.address ?? t('wizard.review.notificationNone'), onChange: at('account') },
    { name: t('wizard.tenant.name'), value: tenant?.tenantName ?? '', onChange: at('signIn') },
    { name: t('wizard.tenant.administrator'), value: tenant?.administrator ?? '' },
  ];
}

function proxyText(t: Words['t'], proxy: ReturnType<typeof answersOf>['proxy']): string {
  if (proxy === null) return t('wizard.review.proxyNone');
  if (proxy === 'system') return t('wizard.review.proxySystem');
  const address = `${proxy.server}:${proxy.port}`;
  return proxy.user === null ? address : t('wizard.review.proxyUser', { address, user: proxy.user });
}
