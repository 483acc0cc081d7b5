/**
 * Every page, in both languages, light, dark and high contrast, at 100 % and 200 %: nothing goes out of the window sideways, nothing is
 * cut off, axe has no finding. Main is a stand-in here (stand-in.ts): it scripts what the pages are told. The pictures are in
 * test/screenshots/appearance, for people to look at.
 */
import { describe, expect, it } from 'vitest';
import { tourFolder, tourMaintenance } from './appearance-maintenance.ts';
import { Tour } from './appearance-tour.ts';
import { tourWizard } from './appearance-wizard.ts';
import { openStandIn } from './stand-in.ts';

const parts = [
  { name: 'wizard', walk: tourWizard, pages: 21 },
  { name: 'folder', walk: tourFolder, pages: 1 },
  { name: 'maintenance', walk: tourMaintenance, pages: 19 },
] as const;

describe('every page in every theme and at both sizes', () => {
  it.concurrent.each(['en', 'nl'] as const)('W9 I5 I6 P2 fits, shows all its text, and has no finding of axe (%s)', async (language) => {
    const standIn = await openStandIn();
    const tours = parts.map((part) => ({ ...part, tour: new Tour(standIn, language, part.name) }));

    for (const { walk, tour } of tours) await tour.go(walk);

    expect(tours.flatMap(({ tour }) => tour.findings)).toEqual([]);
    expect(tours.map(({ tour }) => tour.seen.length)).toEqual(parts.map(({ pages }) => pages));
    await standIn.close();
  });
});
