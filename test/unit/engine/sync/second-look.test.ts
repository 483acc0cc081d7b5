/** Devices that Intune's list leaves out (graph.md 5): looked for before anybody takes them for unenrolled. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../shared/errors.ts';
import { runIdSchema } from '../../../../shared/ids.ts';
import { standInOrganization } from '../../../builders/stand-ins.ts';

const never = new AbortController().signal;
let house: ReturnType<typeof standInOrganization>;

async function prepared(people: number) {
  house = standInOrganization(people);
  await house.newRunner().full({ replaceConnector: false }, never, () => undefined);
  house.exchange.writes.length = 0;
}

function full() {
  return house.newRunner().full({ replaceConnector: false }, never, () => undefined);
}

/** The list leaves out the first so many that are enrolled; Intune has them all the same. */
function skip(count: number): void {
  house.directory.skipped.push(...house.directory.enrolments.splice(0, count));
}

describe('a device that the list leaves out', () => {
  beforeEach(() => prepared(40));

  it('because it was renamed meanwhile, is asked for by its id and keeps its access', async () => {
    skip(3);

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 0 });
    expect(house.store.cloud.walkedDevices()).toBe(20);
  });

  it('because it is really gone, loses its access', async () => {
    house.directory.enrolments.splice(0, 3);

    expect(await full()).toMatchObject({ outcome: 'ok', writes: 3 });
  });

  it('together with more than renames explain: the walk is refused with the reason, and nothing is written', async () => {
    skip(8);

    const report = await full();

    expect(report).toMatchObject({ outcome: 'failed', writes: 0, error: { code: 'intune.walk-incomplete', retry: 'later' } });
    expect(report.error?.detail).toBe('of 8 devices that the list left out, 8 were asked for and 8 are there');
    expect(house.exchange.writes).toEqual([]);
  });

  it('is not forgotten by a run that failed: the next one still looks for it', async () => {
    skip(8);
    await full();

    expect(house.store.cloud.walkedDevices()).toBe(20);
    expect((await full()).error?.code).toBe('intune.walk-incomplete');
  });
});

describe('a list far smaller than the last one', () => {
  beforeEach(() => prepared(500));

  it('is refused when a sample shows that one device of it is still there', async () => {
    house.directory.skipped.push(...house.directory.enrolments.splice(0, 230));

    expect(await full()).toMatchObject({ outcome: 'failed', error: { code: 'intune.walk-incomplete' } });
  });

  it('goes to the guard when none of the sample is there', async () => {
    house.directory.enrolments.splice(0, 230);

    expect(await full()).toMatchObject({ outcome: 'held', guard: { fall: { before: 250, now: 20 } } });
  });
});

describe('what is kept of a complete reading', () => {
  beforeEach(() => prepared(6));

  it('is the walk and the cursor together, and nothing of a reading that broke off', async () => {
    const kept = house.store.cloud.gathered();
    house.directory.enrolments.splice(0, 1);
    house.directory.interfere.with = (name) => {
      if (name === 'walkDevices') throw new Failure('intune.walk-incomplete');
    };
    await full();

    expect(kept).toEqual({ at: '2026-01-01T00:00:00.000Z', cursor: { users: 'users', groups: [] } });
    expect(house.store.cloud.gathered()).toEqual(kept);
    expect(house.store.cloud.walkedDevices()).toBe(3);
  });

  it('tells which devices are new, changed or gone, by what Intune says of each', () => {
    const [first, second] = house.directory.enrolments;
    if (first === undefined || second === undefined) throw new Error('two devices are needed');
    const run = runIdSchema.parse(7);
    const staging = house.store.state.staging(run);
    staging.enrolments([first, { ...second, complianceState: 'noncompliant' }, { ...first, id: 'new' }]);

    const changes = new Map([...house.store.cloud.deviceChanges(run)].map(({ id, change }) => [id, change]));

    expect(changes).toEqual(
      new Map([
        [second.id, 'changed'],
        ['new', 'added'],
        ['m4', 'gone'],
      ]),
    );
  });
});
