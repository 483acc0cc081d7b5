/** Clear- and Remove-ActiveSyncDevice and their later names: wiping a phone, and forgetting its partnership. */
import { CmdletError, invalidData } from '../cmdlet-error.ts';
import { words } from '../words.ts';
import { type CmdletCall, cmdlet } from './cmdlet.ts';
import { phoneMeant } from './device-lookup.ts';
import { identity, list, toggle } from './parameter.ts';

const wipeParameters = [identity({ isMandatory: true }), toggle('Cancel'), list('NotificationEmailAddresses')];

export const clearActiveSyncDevice = cmdlet({
  name: 'Clear-ActiveSyncDevice',
  confirmImpact: 'High',
  parameters: wipeParameters,
  *run(call) {
    wipe(call);
  },
});

export const clearMobileDevice = cmdlet({
  name: 'Clear-MobileDevice',
  since: '2013',
  confirmImpact: 'High',
  parameters: [...wipeParameters, toggle('AccountOnly', { since: '2016' })],
  *run(call) {
    wipe(call);
  },
});

export const removeActiveSyncDevice = cmdlet({
  name: 'Remove-ActiveSyncDevice',
  confirmImpact: 'High',
  parameters: [identity({ isMandatory: true })],
  *run(call) {
    forget(call);
  },
});

export const removeMobileDevice = cmdlet({
  name: 'Remove-MobileDevice',
  since: '2013',
  confirmImpact: 'High',
  parameters: [identity({ isMandatory: true })],
  *run(call) {
    forget(call);
  },
});

/** The phone learns of it at its next contact. Windows' own mail has no account-only wipe here (it needs ActiveSync 16.1). */
function wipe(call: CmdletCall): void {
  const phone = phoneMeant(call);
  const before = call.exchange.partnership(phone.index).wipe;
  if (call.parameters.flag('Cancel') === true) {
    if (before === null || before.sentAt !== null) throw refused(words.noWipeToCancel(phone.friendlyName));
    call.exchange.changePartnership(phone.index, { wipe: null });
    return;
  }
  const accountOnly = call.parameters.flag('AccountOnly') === true;
  if (accountOnly && phone.operatingSystem === 'Windows') throw invalidData(words.wipeNotSupported(phone.friendlyName));
  const order = { accountOnly, requestor: call.user, requestedAt: new Date().toISOString(), sentAt: null, acknowledgedAt: null };
  call.exchange.changePartnership(phone.index, { wipe: order });
}

function refused(said: ReturnType<typeof words.noWipeToCancel>): CmdletError {
  return new CmdletError('InvalidOperationException', 'InvalidOperation', said);
}

/** The phone is free to come back and make a new partnership. */
function forget(call: CmdletCall): void {
  call.exchange.changePartnership(phoneMeant(call).index, { isPresent: false, wipe: null });
}
