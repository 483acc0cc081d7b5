import { describe, expect, it } from 'vitest';
import { type Page, Tally, walkPages } from '../../../../../engine/adapters/intune-graph/pages.ts';
import { toAppError } from '../../../../../shared/errors.ts';

const first = new URL('https://graph.test/v1.0/deviceManagement/managedDevices?$top=2');
const collection = 'https://graph.test/v1.0/deviceManagement/managedDevices';

/** Walks pages that link to each other by the given links. */
async function walk(links: readonly (string | undefined)[]) {
  const asked: string[] = [];
  const load = async (url: URL): Promise<Page<number>> => {
    asked.push(url.href);
    const turn = asked.length - 1;
    return { value: turn === 1 ? [] : [turn], '@odata.nextLink': links[turn] };
  };
  const rows: number[] = [];
  try {
    for await (const page of walkPages(first, load)) rows.push(...page.value);
    return { rows, asked, code: null };
  } catch (thrown) {
    return { rows, asked, code: toAppError(thrown).code };
  }
}

describe('a walk over pages', () => {
  it('ends only at a page without a link, and an empty page is no end', async () => {
    const { rows, code } = await walk([`${collection}?$skiptoken=1`, `${collection}?$skiptoken=2`, undefined]);

    expect({ rows, code }).toEqual({ rows: [0, 2], code: null });
  });

  it.each([
    ['another host', 'https://evil.test/v1.0/deviceManagement/managedDevices?$skiptoken=1'],
    ['another port', 'https://graph.test:444/v1.0/deviceManagement/managedDevices?$skiptoken=1'],
    ['plain HTTP', 'http://graph.test/v1.0/deviceManagement/managedDevices?$skiptoken=1'],
    ['a user in the address', 'https://graph.test@evil.test/v1.0/deviceManagement/managedDevices'],
    ['another version', 'https://graph.test/beta/deviceManagement/managedDevices?$skiptoken=1'],
    ['another collection', 'https://graph.test/v1.0/users?$skiptoken=1'],
    ['no address', '/v1.0/deviceManagement/managedDevices?$skiptoken=1'],
  ])('sends nothing to a link with %s', async (_, link) => {
    const { asked, code } = await walk([link]);

    expect(code).toBe('intune.reply-invalid');
    expect(asked).toEqual([first.href]);
  });

  it('does not follow a ring of pages', async () => {
    const { asked, code } = await walk([`${collection}?$skiptoken=1`, `${collection}?$skiptoken=2`, `${collection}?$skiptoken=1`]);

    expect(code).toBe('intune.reply-invalid');
    expect(asked).toHaveLength(3);
  });

  it('asks for the next page, and only that, while the caller works on this one', async () => {
    const asked: string[] = [];
    const load = async (url: URL): Promise<Page<string>> => {
      asked.push(url.href);
      return { value: [url.href], '@odata.nextLink': `${collection}?$skiptoken=${asked.length}` };
    };

    for await (const _ of walkPages(first, load)) {
      await new Promise(setImmediate);
      break;
    }
    expect(asked).toEqual([first.href, `${collection}?$skiptoken=1`]);
  });

  it('that is given up does not complain of the page that was asked for meanwhile', async () => {
    const complaints: unknown[] = [];
    const hear = (reason: unknown) => complaints.push(reason);
    process.on('unhandledRejection', hear);
    const load = (url: URL): Promise<Page<number>> =>
      url.href === first.href
        ? Promise.resolve({ value: [1], '@odata.nextLink': `${collection}?$skiptoken=1` })
        : Promise.reject(new Error('broken off'));

    for await (const _ of walkPages(first, load)) break;
    await new Promise(setImmediate);
    process.off('unhandledRejection', hear);
    expect(complaints).toEqual([]);
  });
});

describe('the count of a walk', () => {
  function tallied(announced: number | undefined, ids: readonly number[]): Tally {
    const tally = new Tally();
    tally.fresh({ value: ids.map((id) => ({ id: String(id) })), '@odata.count': announced });
    return tally;
  }
  const hundred = Array.from({ length: 100 }, (_, index) => index);

  it.each([
    [100, hundred],
    [100, hundred.slice(1)],
    [undefined, []],
    [0, []],
  ])('is right when of %s announced rows all came, but for one in a hundred', (announced, ids) => {
    expect(tallied(announced, ids).shortfall()).toBeNull();
  });

  it('is wrong when rows are missing, also when others came twice', () => {
    const half = hundred.slice(50);

    expect(tallied(100, half).shortfall()).toContain('50 rows came of 100');
    expect(tallied(100, [...half, ...half]).shortfall()).toContain('50 rows came of 100');
  });

  const page = (ids: readonly number[], announced: number, link?: string) => ({
    value: ids.map((id) => ({ id: String(id) })),
    '@odata.count': announced,
    '@odata.nextLink': link,
  });

  it('is wrong when a later page has fewer rows than it counts itself, though the first was whole', () => {
    const tally = new Tally();
    tally.fresh(page(hundred.slice(0, 50), 50, 'next'));
    tally.fresh(page(hundred.slice(50, 51), 50));

    expect(tally.shortfall()).toContain('49 rows did not come');
  });

  it('is right when each page counts itself, and when each page counts everything', () => {
    const own = new Tally();
    own.fresh(page(hundred.slice(0, 60), 60, 'next'));
    own.fresh(page(hundred.slice(60), 40));
    const everything = new Tally();
    everything.fresh(page(hundred.slice(0, 60), 100, 'next'));
    everything.fresh(page(hundred.slice(60), 100));

    expect([own.shortfall(), everything.shortfall()]).toEqual([null, null]);
  });

  it('hands each row on once, whatever page it comes on', () => {
    const tally = new Tally();
    const pages = [['a', 'b'], ['b', 'c'], ['a']].map((ids) => ({ value: ids.map((id) => ({ id })) }));

    expect(pages.flatMap((page) => tally.fresh(page).map(({ id }) => id))).toEqual(['a', 'b', 'c']);
  });
});
