import { describe, expect, it } from 'vitest';
import { judgeModes, type Owned } from '../../../../electron/package/unix-place.ts';

const admin = 1000;
const own = (mode: number, uid = 0, gid = 0): Owned => ({ mode, uid, gid });
const open = own(0o755);
const shut = own(0o700);

describe('P3 the place of set-up by owners and mode bits', () => {
  it.each<[string, readonly Owned[], Owned, readonly Owned[]]>([
    ['that only its owner may enter', [open], shut, [own(0o644)]],
    ['below one that only its owner may enter', [open, shut], open, [own(0o644)]],
    ['that belongs to the account that runs set-up', [open], own(0o700, admin, 0), [own(0o600, admin)]],
    ['that the group of root may read', [open], own(0o750), [own(0o640)]],
    ['below a sticky folder', [own(0o1777)], shut, []],
    ['that can be entered, and whose files nobody else may read', [open], own(0o711), [own(0o600)]],
  ])('is safe in a folder %s', (_name, way, folder, inside) => {
    expect(judgeModes({ way, folder, inside }, admin)).toEqual({ kind: 'safe' });
  });

  it.each<[string, readonly Owned[], Owned, readonly Owned[], readonly string[]]>([
    ['everyone may list it', [open], open, [], ['everyone']],
    ['everyone may read a file in it', [open], own(0o711), [own(0o644)], ['everyone']],
    ['a group may read it', [open], own(0o750, 0, 100), [], ['group 100']],
    ['it belongs to somebody else', [open], own(0o700, 1001), [], ['user 1001']],
    ['a file in it belongs to somebody else who may enter', [open], own(0o711), [own(0o600, 1001)], ['user 1001']],
    ['everyone may put another in its place', [own(0o777)], shut, [], ['everyone']],
    ['somebody else owns a folder above', [open, own(0o755, 1001)], shut, [], ['user 1001']],
  ])('is unsafe when %s, naming who', (_name, way, folder, inside, who) => {
    expect(judgeModes({ way, folder, inside }, admin)).toEqual({ kind: 'unsafe', who });
  });

  it('is unsafe whatever root says when set-up runs as somebody else than the owner', () => {
    expect(judgeModes({ way: [open], folder: own(0o700, admin), inside: [] }, 0)).toEqual({ kind: 'unsafe', who: [`user ${admin}`] });
  });
});
