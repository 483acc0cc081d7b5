/** The way of an administrator who makes no mistake: from the welcome page to the review. */
import type { Stage } from '../rehearsal/stage.ts';
import { rehearsalAccount } from '../rehearsal/stage.ts';
import type { Wizard } from './wizard-driver.ts';

export async function walkToReview(wizard: Wizard, stage: Stage, password: string): Promise<void> {
  await wizard.press('wizard.act.start');
  await wizard.type('wizard.exchange.server', stage.server);
  await wizard.press('wizard.act.next');
  await wizard.type('wizard.account.user', rehearsalAccount);
  await wizard.type('wizard.account.password', password);
  await wizard.press('wizard.act.next');
  stage.rehearsal.intune.approve(await shownCode(wizard));
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.checks.title').waitFor();
  await wizard.press('wizard.act.next');
  await wizard.heading('wizard.connect.reviewTitle').waitFor();
}

/** The device code, as a person reads it off the page. */
export async function shownCode(wizard: Wizard): Promise<string> {
  const shown = wizard.page.getByRole('status', { name: wizard.t('wizard.signIn.code'), exact: true });
  await shown.waitFor();
  return (await shown.innerText()).trim();
}
