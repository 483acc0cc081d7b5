/** What enforcing would do (B4), before anything is written: its stages while it is calculated, then in words and as a picture. */
import { Button, makeStyles, ProgressBar, Subtitle2, Text, tokens } from '@fluentui/react-components';
import type { Preview } from '../../shared/setup/engine-verbs.ts';
import type { SyncProgress } from '../../shared/sync-report.ts';
import { useSeconds } from '../use-seconds.ts';
import type { PreviewRun } from '../wizard/state.ts';
import { useWords } from '../words.ts';
import { AccessBars } from './access-bars.tsx';
import { ErrorNotice } from './error-notice.tsx';

const useStyles = makeStyles({
  box: { minHeight: '200px', marginTop: tokens.spacingVerticalXL },
  text: { display: 'block', maxWidth: '60ch', marginTop: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalS },
  stage: { display: 'block', fontVariantNumeric: 'tabular-nums' },
  bar: { maxWidth: '560px', marginBottom: tokens.spacingVerticalS },
  again: { marginTop: tokens.spacingVerticalM },
});

interface Props {
  readonly run: PreviewRun;
  readonly limitPercent: number;
  readonly onAgain: () => void;
}

export function PreviewBox({ run, limitPercent, onAgain }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <section className={styles.box} aria-labelledby="preview">
      <Subtitle2 as="h2" id="preview">
        {t('wizard.review.preview')}
      </Subtitle2>
      <div role="status">
        {run.busy !== null && <Text className={styles.text}>{t('wizard.review.previewStarting')}</Text>}
        {run.preview !== null && <Outcome preview={run.preview} limitPercent={limitPercent} />}
        {run.error !== null && <Text className={styles.text}>{t('wizard.review.previewFailed')}</Text>}
      </div>
      {run.busy !== null && <Stage attempt={run.busy} progress={run.progress} />}
      {run.preview !== null && <AccessBars before={run.preview.before} after={run.preview.after} />}
      {run.error !== null && <ErrorNotice error={run.error} />}
      {run.busy === null && (
        <Button size="small" className={styles.again} onClick={onAgain}>
          {t('wizard.act.previewAgain')}
        </Button>
      )}
    </section>
  );
}

function Stage({ attempt, progress }: { readonly attempt: number; readonly progress: SyncProgress | null }) {
  const styles = useStyles();
  const { t, number } = useWords();
  const seconds = useSeconds(attempt);
  const stage = stageOf();
  return (
    <>
      <ProgressBar
        className={styles.bar}
        aria-label={t('wizard.review.preview')}
        {...(progress === null || progress.total === 0 ? {} : { value: progress.done, max: progress.total })}
      />
      <Text className={styles.stage}>{t('wizard.review.previewElapsed', { stage, seconds })}</Text>
    </>
  );

  function stageOf(): string {
    if (progress === null) return t('stage.connect');
    const key = progress.total === 0 ? 'wizard.connect.uncounted' : 'wizard.connect.counted';
    return t(key, { stage: t(`stage.${progress.stage}`), done: number(progress.done), total: number(progress.total) });
  }
}

function Outcome({ preview, limitPercent }: { readonly preview: Preview; readonly limitPercent: number }) {
  const styles = useStyles();
  const { t, number } = useWords();
  const devices = number(preview.before.total);
  const count = preview.newBlocks;
  return (
    <Text className={styles.text}>
      {count === 0 ? t('wizard.review.wouldBlockNone', { devices }) : t('wizard.review.wouldBlock', { count, devices })}{' '}
      {preview.isHeld && t('wizard.review.held', { limit: number(limitPercent) })}
    </Text>
  );
}
