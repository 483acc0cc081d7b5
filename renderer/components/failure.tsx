/** W8: what failed, why, what to do, the code, the details to copy or to save, and how far it had come. */
import { Button, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { SaveRegular } from '@fluentui/react-icons';
import type { AppError } from '../../shared/errors.ts';
import type { Run } from '../run.ts';
import { shownCode } from '../wizard/mend.ts';
import { curesOf, useWords } from '../words.ts';
import { CopyButton } from './copy-button.tsx';
import { Cure } from './error-notice.tsx';
import { PageHeading } from './page-heading.tsx';
import { RunLog, StepList } from './step-list.tsx';

const useStyles = makeStyles({
  text: {
    display: 'block',
    maxWidth: '60ch',
    marginTop: tokens.spacingVerticalXS,
    marginBottom: tokens.spacingVerticalL,
    overflowWrap: 'anywhere',
  },
  code: { display: 'block', marginTop: tokens.spacingVerticalL, marginBottom: tokens.spacingVerticalM },
  acts: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  steps: { marginTop: tokens.spacingVerticalXL },
});

interface Props {
  readonly error: AppError;
  readonly run: Run;
  readonly said: 'copied' | 'saved' | null;
  readonly onCopy: () => void;
  readonly onSave: () => void;
}

export function Failure({ error, run, said, onCopy, onSave }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const failedStep = run.steps.find((one) => one.state === 'failed');
  // Only what is wholly undone is called so.
  const isUndone = error.code !== 'install.roll-back-failed' && run.steps.some((one) => one.state === 'undone');
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
      <div className={styles.acts}>
        <CopyButton label={t('wizard.act.copyDetails')} isCopied={said === 'copied'} onCopy={onCopy} />
        <Button icon={<SaveRegular />} onClick={onSave}>
          {t('wizard.act.saveReport')}
        </Button>
        <Text role="status">{said === 'saved' ? t('wizard.act.saved') : ''}</Text>
      </div>
      {run.steps.length > 0 && (
        <div className={styles.steps}>
          {isUndone && <Text>{t('wizard.failed.safe')}</Text>}
          <StepList run={run} coming={[]} />
          <RunLog run={run} />
        </div>
      )}
    </>
  );
}
