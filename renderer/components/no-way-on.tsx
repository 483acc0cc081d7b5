/** In place of the whole wizard when it cannot be shown: what is wrong, and two ways on. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import type { AppError } from '../../shared/errors.ts';
import { useWords } from '../words.ts';
import { ErrorNotice } from './error-notice.tsx';

const useStyles = makeStyles({
  page: { padding: tokens.spacingHorizontalXXXL },
  acts: { display: 'flex', gap: tokens.spacingHorizontalM, marginTop: tokens.spacingVerticalL },
});

interface Props {
  readonly error: AppError;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

export function NoWayOn({ error, onAgain, onClose }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <main className={styles.page}>
      <ErrorNotice error={error} />
      <div className={styles.acts}>
        <Button appearance="primary" onClick={onAgain}>
          {t('wizard.start.again')}
        </Button>
        <Button onClick={onClose}>{t('wizard.act.close')}</Button>
      </div>
    </main>
  );
}
