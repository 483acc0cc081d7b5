/** Sign-in to Intune by device code (W5): the code, how long it is valid, and afterwards who signed in where. */
import { Button, Link, MessageBar, MessageBarBody, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import type { TenantFacts } from '../../shared/setup/engine-verbs.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { useSeconds } from '../use-seconds.ts';
import type { WizardEvent } from '../wizard/events.ts';
import type { PageProps } from '../wizard/page-props.ts';
import type { DeviceCode } from '../wizard/state.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeHero900,
    lineHeight: tokens.lineHeightHero900,
    fontWeight: tokens.fontWeightSemibold,
    letterSpacing: '0.12em',
    userSelect: 'all',
    overflowWrap: 'anywhere',
    margin: `${tokens.spacingVerticalM} 0`,
  },
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalL },
  line: { display: 'block', maxWidth: '60ch', marginTop: tokens.spacingVerticalS },
  other: { marginTop: tokens.spacingVerticalL },
  said: { marginBottom: tokens.spacingVerticalL, maxWidth: '68ch' },
});

export function SignInPage({ step, state, send }: PageProps<'signIn'>) {
  const { t } = useWords();
  return (
    <>
      <PageHeading title={t('wizard.signIn.title')}>{t('wizard.signIn.intro')}</PageHeading>
      {step.busy !== null && step.code === null && (
        <Spinner size="tiny" labelPosition="after" label={t('wizard.signIn.asking')} style={{ justifyContent: 'start' }} />
      )}
      {step.code !== null && <Code code={step.code} isCopied={state.isCopied} send={send} />}
      {step.tenant !== null && <Tenant tenant={step.tenant} send={send} />}
      {step.error !== null && <ErrorNotice error={step.error} />}
      {step.busy === null && step.tenant === null && step.error === null && <Text>{t('wizard.signIn.stopped')}</Text>}
    </>
  );
}

interface CodeProps {
  readonly code: DeviceCode;
  readonly isCopied: boolean;
  readonly send: (event: WizardEvent) => void;
}

function Code({ code, isCopied, send }: CodeProps) {
  const styles = useStyles();
  const { t } = useWords();
  const left = Math.max(0, Math.round(code.expiresInSeconds) - useSeconds(code.userCode));
  return (
    <>
      <Text>{t('wizard.signIn.enterCode', { address: code.verificationUri })}</Text>
      <p role="status" aria-label={t('wizard.signIn.code')} className={styles.code}>
        {code.userCode}
      </p>
      <div className={styles.row}>
        <CopyButton label={t('wizard.act.copy')} isCopied={isCopied} onCopy={() => send({ kind: 'copyAsked', text: code.userCode })} />
        <Button icon={<OpenRegular />} onClick={() => send({ kind: 'pageOpenAsked' })}>
          {t('wizard.act.openPage')}
        </Button>
      </div>
      <Text role="timer" className={styles.line}>
        {t('wizard.signIn.expires', { minutes: Math.floor(left / 60), seconds: left % 60 })}
      </Text>
      <Text className={styles.line}>{t('wizard.signIn.waiting')}</Text>
    </>
  );
}

function Tenant({ tenant, send }: { readonly tenant: TenantFacts; readonly send: (event: WizardEvent) => void }) {
  const styles = useStyles();
  const { t } = useWords();
  const isRight = tenant.mdmAuthority === 'intune';
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
          { name: t('wizard.tenant.authority'), value: t(`wizard.authority.${tenant.mdmAuthority}`) },
          { name: t('wizard.tenant.sync'), value: t(tenant.directorySync ? 'wizard.tenant.syncOn' : 'wizard.tenant.syncOff') },
        ]}
      />
      {!isRight && <Text className={styles.line}>{t('error.intune.authority-wrong.cure')}</Text>}
      <Link inline as="button" type="button" className={styles.other} onClick={() => send({ kind: 'signInAgain' })}>
        {t('wizard.act.otherAccount')}
      </Link>
    </>
  );
}
