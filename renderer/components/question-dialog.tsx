/** A question before something is given up. Staying is the answer that Enter and Escape give. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
} from '@fluentui/react-components';
import type { MessageKey } from '../../shared/i18n/translate.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({ button: { whiteSpace: 'nowrap' } });

export interface Question {
  readonly title: MessageKey;
  readonly body: MessageKey;
  readonly leave: MessageKey;
  readonly stay: MessageKey;
}

interface Props {
  readonly isOpen: boolean;
  readonly question: Question;
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

export function QuestionDialog({ isOpen, question, onStay, onLeave }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <Dialog modalType="alert" surfaceMotion={null} open={isOpen} onOpenChange={(_, data) => data.open || onStay()}>
      <DialogSurface backdropMotion={null}>
        <DialogBody>
          <DialogTitle>{t(question.title)}</DialogTitle>
          <DialogContent>{t(question.body)}</DialogContent>
          <DialogActions>
            <Button appearance="primary" className={styles.button} onClick={onStay}>
              {t(question.stay)}
            </Button>
            <Button className={styles.button} onClick={onLeave}>
              {t(question.leave)}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

/** The synchronization that was held goes on: nothing would be undone. */
export const syncQuestion: Question = {
  title: 'wizard.leave.syncTitle',
  body: 'wizard.leave.syncBody',
  leave: 'wizard.leave.syncStop',
  stay: 'wizard.leave.syncGoOn',
};
