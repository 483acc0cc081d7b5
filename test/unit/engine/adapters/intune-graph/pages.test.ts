import { describe, expect, it } from 'vitest';
import { type Page, walkPages } from '../../../../../engine/adapters/intune-graph/pages.ts';
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
});
