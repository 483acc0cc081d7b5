/** While somebody signs in: what is open where, the code to type, since when, and the other way. */
import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import { useSeconds } from '../use-seconds.ts';
import type { WizardEvent } from '../wizard/events.ts';
import type { DeviceCode, SignInStep, WizardState } from '../wizard/state.ts';
import { useWords } from '../words.ts';
import { CopyButton } from './copy-button.tsx';

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
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, marginTop: tokens.spacingVerticalM },
  line: { display: 'block', maxWidth: '60ch', marginTop: tokens.spacingVerticalS },
  start: { justifyContent: 'start' },
});

interface Props {
  readonly step: SignInStep;
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
}

export function SignInWait({ step, state, send }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const isBrowser = state.forms.method === 'browser';
  const isAsking = isBrowser ? !step.isBrowserOpen : step.code === null;
  const asking = t(isBrowser ? 'wizard.signIn.opening' : 'wizard.signIn.asking');
  return (
    <>
      <div role="status">
        {isAsking && <Spinner size="tiny" labelPosition="after" label={asking} className={styles.start} />}
        {step.isBrowserOpen && <Text>{t('wizard.signIn.browserOpen')}</Text>}
      </div>
      {step.code !== null && <Code code={step.code} isCopied={state.said === 'copied'} send={send} />}
      <Waiting key={step.busy} attempt={step.busy} />
      <div className={styles.row}>
        {step.isBrowserOpen && <OpenButton label={t('wizard.act.openAgain')} send={send} />}
        <Button onClick={() => send({ on: 'signIn', kind: 'methodChosen', method: isBrowser ? 'code' : 'browser' })}>
          {t(isBrowser ? 'wizard.act.useCode' : 'wizard.act.useBrowser')}
        </Button>
      </div>
    </>
  );
}

function OpenButton({ label, send }: { readonly label: string; readonly send: Props['send'] }) {
  return (
    <Button icon={<OpenRegular />} onClick={() => send({ on: 'signIn', kind: 'pageAsked' })}>
      {label}
    </Button>
  );
}

function Waiting({ attempt }: { readonly attempt: number | null }) {
  const styles = useStyles();
  const { t } = useWords();
  const seconds = useSeconds(attempt);
  return (
    <>
      <Text className={styles.line}>{t('wizard.signIn.waiting')}</Text>
      <Text role="timer" className={styles.line}>
        {t('wizard.signIn.elapsed', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
      </Text>
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
        <CopyButton
          label={t('wizard.act.copy')}
          isCopied={isCopied}
          onCopy={() => send({ on: 'window', kind: 'copyAsked', text: code.userCode })}
        />
        <OpenButton label={t('wizard.act.openPage')} send={send} />
      </div>
      <Text role="timer" className={styles.line}>
        {t('wizard.signIn.expires', { minutes: Math.floor(left / 60), seconds: left % 60 })}
      </Text>
    </>
  );
}
