/** Asks before leaving or before a running connection is undone. Staying is the answer that Enter and Escape give. */
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
import type { WizardEvent } from '../wizard/events.ts';
import type { WizardState } from '../wizard/state.ts';
import { useWords } from '../words.ts';

const useStyles = makeStyles({ button: { whiteSpace: 'nowrap' } });

interface Question {
  readonly title: MessageKey;
  readonly body: MessageKey;
  readonly leave: MessageKey;
  readonly stay: MessageKey;
}

function questionFor({ step, isInstalled }: Pick<WizardState, 'step' | 'isInstalled'>): Question {
  if (step.kind === 'connect' && step.isAccepting) {
    return {
      title: 'wizard.leave.syncTitle',
      body: 'wizard.leave.syncBody',
      leave: 'wizard.leave.syncStop',
      stay: 'wizard.leave.syncGoOn',
    };
  }
  if (step.kind === 'connect') {
    return {
      title: 'wizard.leave.stopTitle',
      body: 'wizard.leave.stopBody',
      leave: 'wizard.act.stopConnecting',
      stay: 'wizard.leave.stopGoOn',
    };
  }
  const body = isInstalled ? 'wizard.leave.installed' : 'wizard.leave.body';
  return { title: 'wizard.leave.title', body, leave: 'wizard.leave.leave', stay: 'wizard.leave.stay' };
}

interface Props {
  readonly state: WizardState;
  readonly send: (event: WizardEvent) => void;
}

export function LeaveDialog({ state, send }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const question = questionFor(state);
  return (
    <Dialog
      modalType="alert"
      surfaceMotion={null}
      open={state.isCancelAsked}
      onOpenChange={(_, data) => data.open || send({ on: 'window', kind: 'cancelDismissed' })}
    >
      <DialogSurface backdropMotion={null}>
        <DialogBody>
          <DialogTitle>{t(question.title)}</DialogTitle>
          <DialogContent>{t(question.body)}</DialogContent>
          <DialogActions>
            <Button appearance="primary" className={styles.button} onClick={() => send({ on: 'window', kind: 'cancelDismissed' })}>
              {t(question.stay)}
            </Button>
            <Button className={styles.button} onClick={() => send({ on: 'window', kind: 'cancelConfirmed' })}>
              {t(question.leave)}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
