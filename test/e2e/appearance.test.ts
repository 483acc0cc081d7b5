/**
 * Every page, in both languages, light, dark and high contrast, at 100 % and 200 %: nothing goes out of the window sideways, nothing is
 * cut off, axe has no finding. Main is a stand-in here (stand-in.ts): it scripts what the pages are told. The pictures are in
 * test/screenshots/appearance, for people to look at.
 */
import { describe, expect, it } from 'vitest';
import { badHostChecks, installed, snapshot, underWay } from './appearance-data.ts';
import { tourFolder, tourMaintenance } from './appearance-maintenance.ts';
import { Tour } from './appearance-tour.ts';
import { tourWizard } from './appearance-wizard.ts';
import { openStandIn } from './stand-in.ts';

/** Milliseconds; a fifth of it where nothing else runs. */
const longest = 300_000;

const parts = [
  { name: 'wizard', walk: tourWizard, pages: 21 },
  { name: 'folder', walk: tourFolder, pages: 1 },
  { name: 'maintenance', walk: tourMaintenance, pages: 20 },
] as const;

describe('every page in every theme and at both sizes', () => {
  it.concurrent.each(['en', 'nl'] as const)(
    'W9 I5 I6 P2 fits, shows all its text, and has no finding of axe (%s)',
    async (language) => {
      const standIn = await openStandIn();
      const tours = parts.map((part) => ({ ...part, tour: new Tour(standIn, language, part.name) }));

      for (const { walk, tour } of tours) await tour.go(walk);

      expect(tours.flatMap(({ tour }) => tour.findings)).toEqual([]);
      expect(tours.map(({ tour }) => tour.seen.length)).toEqual(parts.map(({ pages }) => pages));
      await standIn.close();
    },
    longest,
  );

  it.concurrent('would be red for a heading that does not wrap, and for a text of too little contrast', async () => {
    const standIn = await openStandIn();
    const tour = new Tour(standIn, 'nl', 'seen-red');
    await standIn.begin(snapshot('nl'));
    await standIn.page.evaluate(() => {
      document.querySelector('h1')?.setAttribute('style', 'white-space: nowrap; width: 900px');
      document.querySelector('h2')?.setAttribute('style', 'color: #999; background: #aaa');
    });

    await tour.look('welcome');

    expect(tour.findings.join('\n')).toMatch(/cut off or scrolls sideways[\s\S]*color-contrast/);
    await standIn.close();
  });

  it.concurrent('W6 says so, and what to do, when undoing takes longer than usual', async () => {
    const standIn = await openStandIn();
    const tour = new Tour(standIn, 'nl', 'long');
    await standIn.begin(snapshot('nl', { installed: installed() }));
    // The page's own timers, so that nobody has to wait.
    await standIn.page.clock.install();
    await tour.choose('repair');
    await tour.press('maintenance.act.repair');
    for (const event of underWay(['check-host', 'stage-engine'], 'stop-engine')) await standIn.tell('setup', event);
    await tour.press('maintenance.act.stop');
    await standIn.page
      .getByRole('alertdialog')
      .getByRole('button', { name: tour.t('maintenance.act.stop'), exact: true })
      .click();
    const sentence = standIn.page.getByRole('main').getByText(tour.t('wizard.connect.cancellingLong'));

    await standIn.page.clock.runFor(9_000);
    expect(await sentence.count()).toBe(0);
    await standIn.page.clock.runFor(3_000);
    await sentence.first().waitFor();
    await standIn.close();
  });

  it.concurrent('W9 help opens and ends by keyboard, gives the focus back, and keeps its keys from the page below', async () => {
    const standIn = await openStandIn();
    await standIn.begin(snapshot('nl'));
    const tour = new Tour(standIn, 'nl', 'wizard');
    await tour.press('wizard.act.start');
    await standIn.answer('runHostChecks', [...badHostChecks]);
    const help = standIn.page.getByRole('button', { name: tour.t('wizard.checks.helpFor', { check: tour.t('check.vault.title') }) });
    const dialog = standIn.page.getByRole('dialog');
    await help.focus();

    await standIn.page.keyboard.press('Enter');
    await dialog.getByText(tour.t('check.vault.help').split('\n')[0] ?? '').waitFor();
    await standIn.page.keyboard.press('Alt+A');
    await standIn.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    expect(await help.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await standIn.page.getByRole('alertdialog').count()).toBe(0);
    await standIn.close();
  });
});
