/** The way of an administrator who makes no mistake: from the welcome page to the review. */
import type { Stage } from '../rehearsal/stage.ts';
import { rehearsalAccount } from '../rehearsal/stage.ts';
import type { Wizard } from './wizard-driver.ts';

export async function walkToReview(wizard: Wizard, stage: Stage, password: string): Promise<void> {
  await wizard.press('wizard.act.start');
  await passServer(wizard);
  await wizard.type('wizard.exchange.server', stage.server);
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.connection.title').waitFor();
  await wizard.press('wizard.act.next');
  await wizard.type('wizard.account.user', rehearsalAccount);
  await wizard.type('wizard.password.label', password);
  await wizard.press('wizard.act.next');
  await signIn(wizard, stage);
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.checks.title').waitFor();
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.connect.reviewTitle').waitFor();
}

/** The checks of this computer run by themselves. */
export async function passServer(wizard: Wizard): Promise<void> {
  await wizard.heading('wizard.server.title').waitFor();
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.exchange.title').waitFor();
}

/** By code: the rehearsal has nobody at a browser. `meanwhile`: what is done while the code is shown. */
export async function signIn(wizard: Wizard, stage: Stage, meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  await wizard.heading('wizard.signIn.title').waitFor();
  await wizard.choose('wizard.signIn.withCode');
  await wizard.press('wizard.act.signIn');
  const code = await shownCode(wizard);
  await meanwhile();
  stage.rehearsal.intune.approve(code);
  await wizard.page.getByText(wizard.t('wizard.signIn.signedIn')).first().waitFor();
}

/** Until the preview has ended, so that nothing of it runs beside what is tried next. */
export async function previewEnded(wizard: Wizard): Promise<void> {
  await wizard.button(wizard.t('wizard.act.previewAgain')).waitFor();
}

/** The device code, as a person reads it off the page. */
export async function shownCode(wizard: Wizard): Promise<string> {
  const shown = wizard.page.getByRole('status', { name: wizard.t('wizard.signIn.code'), exact: true });
  await shown.waitFor();
  return (await shown.innerText()).trim();
}
