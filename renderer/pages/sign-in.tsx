/** Sign-in to Intune (W5), in the browser or by a code; afterwards who signed in where. */
import { Link, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import type { Translate } from '../../shared/i18n/translate.ts';
import type { SignInMethod, TenantFacts } from '../../shared/setup/engine-verbs.ts';
import { CheckItem } from '../components/check-item.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { type Card, RadioCards } from '../components/radio-cards.tsx';
import { SignInWait } from '../components/sign-in-wait.tsx';
import { checksAsText } from '../wizard/check-list.ts';
import type { WizardEvent } from '../wizard/events.ts';
import type { PageProps } from '../wizard/page-props.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, marginTop: tokens.spacingVerticalM },
  other: { marginTop: tokens.spacingVerticalL },
  said: { marginBottom: tokens.spacingVerticalL, maxWidth: '68ch' },
  error: { marginTop: tokens.spacingVerticalL },
});

function cardsOf(t: Translate): readonly Card<SignInMethod>[] {
  return [
    { value: 'browser', name: t('wizard.signIn.browser'), hint: t('wizard.signIn.browserHint') },
    { value: 'code', name: t('wizard.signIn.withCode'), hint: t('wizard.signIn.codeHint') },
  ];
}

export function SignInPage({ step, state, send }: PageProps<'signIn'>) {
  const styles = useStyles();
  const { t } = useWords();
  const { busy, tenant } = step;
  useEffect(() => keepFocus(busy, tenant), [busy, tenant]);
  return (
    <>
      <PageHeading title={t('wizard.signIn.title')}>{t('wizard.signIn.intro')}</PageHeading>
      {step.busy === null && step.tenant === null && (
        <RadioCards
          label={t('wizard.signIn.method')}
          cards={cardsOf(t)}
          value={state.forms.method}
          onChoose={(method) => send({ on: 'signIn', kind: 'methodChosen', method })}
        />
      )}
      {step.busy !== null && <SignInWait step={step} state={state} send={send} />}
      {step.tenant !== null && <Tenant tenant={step.tenant} send={send} />}
      {step.error !== null && (
        <div className={styles.error}>
          <ErrorNotice error={step.error} />
        </div>
      )}
    </>
  );
}

/** The button that had the focus may be gone with what was waited for; then the heading takes it, so that no key is lost. */
function keepFocus(_busy: number | null, _tenant: TenantFacts | null): void {
  if (document.activeElement === document.body) document.querySelector('h1')?.focus();
}

function Tenant({ tenant, send }: { readonly tenant: TenantFacts; readonly send: (event: WizardEvent) => void }) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <>
      <MessageBar intent="success" className={styles.said}>
        <MessageBarBody>{t('wizard.signIn.signedIn')}</MessageBarBody>
      </MessageBar>
      <Facts
        facts={[
          { name: t('wizard.tenant.name'), value: tenant.tenantName },
          { name: t('wizard.tenant.id'), value: tenant.tenantId },
          { name: t('wizard.tenant.administrator'), value: tenant.administrator },
        ]}
      />
      <ul className={styles.list} aria-label={t('wizard.tenant.checks')}>
        {tenant.checks.map((check) => (
          <CheckItem
            key={check.id}
            result={check}
            onGo={(page) => send({ on: 'window', kind: 'goTo', page })}
            onCopy={() => send({ on: 'window', kind: 'copyAsked', text: checksAsText(t, [check]) })}
          />
        ))}
      </ul>
      <Link inline as="button" type="button" className={styles.other} onClick={() => send({ on: 'signIn', kind: 'otherAccountAsked' })}>
        {t('wizard.act.otherAccount')}
      </Link>
    </>
  );
}
