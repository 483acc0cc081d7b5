/** Asks before what runs is undone. Going on is the answer that Enter and Escape give. */
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
import { useWords } from '../words.ts';
import type { MaintenanceEvent } from './events.ts';
import type { MaintenanceState } from './state.ts';

const useStyles = makeStyles({ button: { whiteSpace: 'nowrap' } });

interface Props {
  readonly state: MaintenanceState;
  readonly send: (event: MaintenanceEvent) => void;
}

export function LeaveQuestion({ state, send }: Props) {
  const styles = useStyles();
  const { t } = useWords();
  const { step } = state;
  const isSync = step.kind === 'work' && step.page === 'accept-plan';
  const isRemoval = step.kind === 'work' && step.page === 'uninstall';
  const body = isRemoval ? 'maintenance.leave.removalBody' : 'wizard.leave.stopBody';
  return (
    <Dialog
      modalType="alert"
      surfaceMotion={null}
      open={state.isLeaveAsked}
      onOpenChange={(_, data) => data.open || send({ kind: 'cancelDismissed' })}
    >
      <DialogSurface backdropMotion={null}>
        <DialogBody>
          <DialogTitle>{t(isSync ? 'wizard.leave.syncTitle' : 'maintenance.leave.title')}</DialogTitle>
          <DialogContent>{t(isSync ? 'wizard.leave.syncBody' : body)}</DialogContent>
          <DialogActions>
            <Button appearance="primary" className={styles.button} onClick={() => send({ kind: 'cancelDismissed' })}>
              {t(isSync ? 'wizard.leave.syncGoOn' : 'maintenance.leave.goOn')}
            </Button>
            <Button className={styles.button} onClick={() => send({ kind: 'cancelConfirmed' })}>
              {t(isSync ? 'wizard.leave.syncStop' : 'maintenance.act.stop')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
