import { describe, expect, it } from 'vitest';
import { judgeLists, type SavedLists } from '../../../../electron/package/access-list.ts';

/** What `icacls PATH /save FILE` writes: the name, the list, in UTF-16, each line ended as Windows does. */
function saved(list: string, name = 'Exchange_Connector_Setup', mark = ''): Buffer {
  return Buffer.from(`${mark}${name}\r\n${list}\r\n`, 'utf16le');
}

const installer = 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464';
const person = 'S-1-5-21-1004336348-1177238915-682003330-1104';
/** C:\ as Windows Server sets it up. */
const drive = saved('D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)(A;CI;LC;;;BU)(A;CIIO;DC;;;BU)(A;OICIIO;FA;;;CO)', '.');
/** A folder that an administrator made for himself and the system. */
const closed = 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)';
const safe = { own: [saved(closed)], way: [drive] };
const administrators = 'S-1-5-32-544';

/** Where everything belongs to administrators. */
function judge(lists: Pick<SavedLists, 'own' | 'way'>) {
  return judgeLists({ ...lists, owners: [...lists.own, ...lists.way].map(() => administrators), self: null });
}

describe('P3 the access lists of the folder of set-up', () => {
  it.each([
    ['for administrators and the system', closed],
    ['in long form', `D:PAI(A;OICI;FA;;;S-1-5-18)(A;OICI;0x1f01ff;;;S-1-5-32-544)(A;OICIIO;GA;;;S-1-3-0)(A;;FA;;;${installer})`],
    ['inherited', 'D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;FA;;;CO)'],
    ['with the built-in administrator', 'D:(A;OICI;FA;;;LA)(A;OICI;FA;;;S-1-5-21-1004336348-1177238915-682003330-500)'],
    ['with a right for all that tells nothing of the content', `${closed}(A;;0x100000;;;WD)(A;;RC;;;BU)`],
    ['that denies somebody', 'D:PAI(D;OICI;FA;;;BU)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'],
    ['with an audit list behind it', `${closed}S:AI(AU;OICISA;FA;;;WD)`],
  ])('%s are safe', (_name, list) => {
    expect(judge({ own: [saved(list)], way: [drive] })).toEqual({ kind: 'safe' });
  });

  it.each([
    ['everyone may read', '(A;OICI;FR;;;WD)', 'Everyone'],
    ['users may read and run, as below every drive', '(A;OICIID;0x1200a9;;;BU)', 'Users'],
    ['users may add files', '(A;CI;LC;;;BU)', 'Users'],
    ['authenticated users may change', '(A;OICIID;0x1301bf;;;AU)', 'Authenticated Users'],
    ['whoever works at the computer may read what lies in it', '(A;OICIIO;GR;;;IU)', 'INTERACTIVE'],
    ['one person may do all', `(A;OICI;FA;;;${person})`, person],
    ['one person may change the list', `(A;;WD;;;${person})`, person],
    ['an application may read', '(A;OICI;0x1200a9;;;S-1-15-2-1)', 'S-1-15-2-1'],
    ['domain users may read', '(A;OICI;FR;;;DU)', 'Domain Users'],
    ['somebody may read under a condition', '(XA;;FR;;;BU)', 'Users'],
  ])('where %s are unsafe, naming who', (_name, entry, who) => {
    expect(judge({ own: [saved(`${closed}${entry}`)], way: [drive] })).toEqual({ kind: 'unsafe', who: [who] });
  });

  it('without any list are open to everyone', () => {
    expect(judge({ own: [saved('D:NO_ACCESS_CONTROL')], way: [drive] })).toEqual({ kind: 'unsafe', who: ['Everyone'] });
  });

  it('of the account certificate count as well as those of the folder', () => {
    const file = saved('D:AI(A;ID;FA;;;BA)(A;;FR;;;WD)', 'MicrosoftIntune.accountcert');

    expect(judge({ ...safe, own: [saved(closed), file] })).toEqual({ kind: 'unsafe', who: ['Everyone'] });
  });

  it.each([
    ['another folder can be put in its place', '(A;;DT;;;BU)', { kind: 'unsafe', who: ['Users'] }],
    ['the folder above can be renamed', '(A;;SD;;;AU)', { kind: 'unsafe', who: ['Authenticated Users'] }],
    ['files can be added beside it', '(A;CI;LC;;;BU)', { kind: 'safe' }],
    ['the right is for folders yet to come', '(A;OICIIO;FA;;;AU)', { kind: 'safe' }],
  ])('of a folder above count when by them %s', (_name, entry, place) => {
    expect(judge({ own: [saved(closed)], way: [drive, saved(`${closed}${entry}`)] })).toEqual(place);
  });

  it.each([
    ['German', 'Exchange_Connector_Setup', 'C:\\Users\\Jürgen\\Größe'],
    ['Dutch', 'Nieuwe map (2)', ''],
    ['Japanese', '新しいフォルダー', ''],
    ['Russian', 'Установка: D', ''],
    ['English, with a mark of its encoding', 'Setup', '\uFEFF'],
  ])('are read alike on a Windows in %s, since names of groups do not stand in them', (_name, folder, mark) => {
    const list = `${closed}(A;OICI;FR;;;BU)`;

    expect(judge({ own: [saved(list, folder, mark === '\uFEFF' ? mark : '')], way: [] })).toEqual({ kind: 'unsafe', who: ['Users'] });
    expect(judge({ own: [saved(closed, folder, mark === '\uFEFF' ? mark : '')], way: [] })).toEqual({ kind: 'safe' });
  });

  it.each<[string, Buffer | null]>([
    ['was not given', null],
    ['is empty', Buffer.alloc(0)],
    ['has no list', Buffer.from('Setup\r\n', 'utf16le')],
    ['is cut off', saved(closed).subarray(0, -10)],
    ['is cut off after an entry', Buffer.from(`Setup\r\n${closed}`, 'utf16le')],
    ['is cut off within a sign', saved(closed).subarray(0, -1)],
    ['is in another encoding', Buffer.from(`Setup\r\n${closed}\r\n`, 'utf8')],
    ['has two lists', Buffer.from(`Setup\r\n${closed}\r\nOther\r\n${closed}\r\n`, 'utf16le')],
    ['has an entry without an account', saved(`${closed}(A;OICI;FA;;;)`)],
    ['has an entry of an unknown kind', saved(`${closed}(Z;OICI;FA;;;BU)`)],
    ['has rights that nobody knows', saved(`${closed}(A;OICI;QQ;;;BU)`)],
    ['has rights that are half a word', saved(`${closed}(A;OICI;FAG;;;BU)`)],
    ['has text between its entries', saved('D:PAI(A;OICI;FA;;;SY)x(A;OICI;FA;;;BA)')],
    ['has no entries', saved('D:PAI')],
    ['is a sentence', saved('Zugriff verweigert')],
  ])('that %s leave it unknown, never safe', (_name, list) => {
    expect(judge({ own: [list], way: [drive] })).toEqual({ kind: 'unknown' });
    expect(judge({ own: [saved(closed)], way: [list] })).toEqual({ kind: 'unknown' });
  });

  it('of which one is unsafe and another could not be read are unsafe', () => {
    expect(judge({ own: [saved(`${closed}(A;OICI;FR;;;WD)`), null], way: [] })).toEqual({ kind: 'unsafe', who: ['Everyone'] });
  });

  it('of nothing are unknown', () => {
    expect(judge({ own: [], way: [] })).toEqual({ kind: 'unknown' });
  });
});

describe('P3 the owners of the folder of set-up', () => {
  it.each([
    ['administrators', administrators],
    ['the system', 'S-1-5-18'],
    ['the installer of Windows', installer],
    ['the built-in administrator', 'S-1-5-21-1004336348-1177238915-682003330-500'],
    ['the administrator who runs set-up', person],
  ])('that are %s are safe', (_name, owner) => {
    expect(judgeLists({ ...safe, owners: [owner, administrators], self: person })).toEqual({ kind: 'safe' });
  });

  it('on no list are found all the same, on the folder and on those above it', () => {
    const unsafe = { kind: 'unsafe', who: [person] };

    expect(judgeLists({ ...safe, owners: [person, administrators], self: null })).toEqual(unsafe);
    expect(judgeLists({ ...safe, owners: [administrators, person], self: administrators })).toEqual(unsafe);
  });

  it.each([
    ['of which one is not told', [null, administrators]],
    ['that nobody could be asked for', [null]],
    ['of which one is missing', [administrators]],
    ['that are missing', []],
  ])('%s leave it unknown, never safe', (_name, owners) => {
    expect(judgeLists({ ...safe, owners, self: null })).toEqual({ kind: 'unknown' });
  });
});
