/** What failed, why, what to do, the code; the details to copy or to save. */
import { Button, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { SaveRegular } from '@fluentui/react-icons';
import { CopyButton } from '../components/copy-button.tsx';
import { Cure } from '../components/error-notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { logText, RunLog, StepList } from '../components/step-list.tsx';
import { shownCode } from '../wizard/mend.ts';
import { curesOf, useWords } from '../words.ts';
import { detailsOf } from './details.ts';
import type { PageProps } from './page-props.ts';
import type { FailedStep } from './state.ts';

const useStyles = makeStyles({
  text: {
    display: 'block',
    maxWidth: '60ch',
    marginTop: tokens.spacingVerticalXS,
    marginBottom: tokens.spacingVerticalL,
    overflowWrap: 'anywhere',
  },
  code: { display: 'block', marginTop: tokens.spacingVerticalL, marginBottom: tokens.spacingVerticalM },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'start', gap: tokens.spacingHorizontalM },
  said: { minHeight: tokens.lineHeightBase300, alignSelf: 'center' },
  steps: { marginTop: tokens.spacingVerticalXL },
});

/** Only what is wholly undone is called so. */
function isUndone({ error, run }: FailedStep): boolean {
  return error.code !== 'install.roll-back-failed' && run.steps.some((one) => one.state === 'undone');
}

export function FailedPage({ step, state, send }: PageProps<'failed'>) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { error, run } = step;
  const failedStep = run.steps.find((one) => one.state === 'failed');
  const details = (): string => detailsOf(state, step, (line) => logText(words, line));
  return (
    <>
      <PageHeading title={t(`error.${error.code}.title`)}>
        {failedStep !== undefined && t('wizard.failed.during', { step: t(`step.${failedStep.step}`) })}
      </PageHeading>
      <Subtitle2 as="h2">{t('wizard.failed.why')}</Subtitle2>
      <Text className={styles.text}>{t(`error.${error.code}.cause`, error.params)}</Text>
      <Subtitle2 as="h2">{t('wizard.failed.cure')}</Subtitle2>
      <Cure acts={curesOf(t, error)} />
      <Text className={styles.code}>{t('wizard.code', { code: shownCode(error.code) })}</Text>
      <div className={styles.row}>
        <CopyButton
          label={t('wizard.act.copyDetails')}
          isCopied={state.isCopied}
          onCopy={() => send({ kind: 'copyAsked', text: details() })}
        />
        <Button icon={<SaveRegular />} onClick={() => send({ kind: 'saveAsked', text: details() })}>
          {t('wizard.act.saveReport')}
        </Button>
        <Text role="status" className={styles.said}>
          {state.isSaved ? t('wizard.act.saved') : ''}
        </Text>
      </div>
      {run.steps.length > 0 && (
        <div className={styles.steps}>
          {isUndone(step) && <Text>{t('wizard.failed.safe')}</Text>}
          <StepList run={run} coming={[]} />
          <RunLog run={run} />
        </div>
      )}
    </>
  );
}
