/** Believable people of the rehearsal organization. */
import { at, type Random, stableGuid } from './random.ts';
import type { Person } from './world.ts';

const givenNames = [
  'Anna',
  'Bram',
  'Chloé',
  'Daan',
  'Eleni',
  'Fatima',
  'Günther',
  'Hélène',
  'Ines',
  'Jürgen',
  'Kübra',
  'Łukasz',
  'María',
  'Noor',
  'Oskar',
  'Pim',
  'Quinten',
  'Renée',
  'Søren',
  'Thijs',
  'Ulla',
  'Victor',
  'Wieteke',
  'Xander',
  'Yıldız',
  'Zoë',
  'Aoife',
  'Björn',
  'Candela',
  'Dóra',
  'José',
  'Nguyễn',
] as const;

const familyNames = [
  'de Vries',
  'Jansen',
  'van den Berg',
  'Bakker',
  'Müller',
  'Schröder',
  'García',
  'Núñez',
  'Kowalski',
  'Wójcik',
  'Öztürk',
  'Şahin',
  'Dubois',
  'Lefèvre',
  'Andersson',
  'Åkesson',
  'Ødegård',
  'Novák',
  'Dvořák',
  'Horváth',
  "O'Brien",
  "d'Angelo",
  'Smith',
  'Taylor',
  'Papadopoulos',
  'Yılmaz',
  'Tran',
  'Haddad',
  'El Amrani',
  'Okafor',
  'Fernandes',
  'Magalhães',
  'Visser',
  'Smit',
  'Meijer',
  'Bos',
  'Peeters',
  'Maes',
  'Rossi',
  'Bianchi',
  'Ionescu',
  'Popov',
] as const;

const specialLetters: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', ß: 'ss', ı: 'i', đ: 'd', æ: 'ae' };

export interface PeopleOptions {
  readonly seed: number;
  readonly domain: string;
  readonly count: number;
}

export function generatePeople(options: PeopleOptions, random: Random): readonly Person[] {
  const people: Person[] = [];
  const perAlias = new Map<string, number>();
  for (let index = 0; index < options.count; index += 1) {
    const given = random.pick(givenNames);
    const family = random.pick(familyNames);
    const plain = `${latin(given)}.${latin(family)}`;
    const seen = (perAlias.get(plain) ?? 0) + 1;
    perAlias.set(plain, seen);
    people.push(person(options, index, { displayName: `${given} ${family}`, alias: seen === 1 ? plain : `${plain}${seen}` }, random));
  }
  return people;
}

interface Naming {
  readonly displayName: string;
  readonly alias: string;
}

function person(options: PeopleOptions, index: number, naming: Naming, random: Random): Person {
  const { seed, domain } = options;
  const primary = `${naming.alias}@${domain}`;
  const signInDiffers = random.next() < 0.06;
  const other = `${at(naming.alias.split('.'), 0)}.${index}@mail.${domain}`;
  const userPrincipalName = signInDiffers ? `u${String(index).padStart(5, '0')}@${domain}` : primary;
  return {
    index,
    displayName: naming.displayName,
    samAccountName: `${naming.alias.replaceAll('.', '').slice(0, 13)}${index}`,
    userPrincipalName,
    primarySmtpAddress: primary,
    proxyAddresses: [`SMTP:${primary}`, `smtp:${other}`, ...(signInDiffers ? [`smtp:${userPrincipalName}`] : [])],
    userId: stableGuid(seed, `user ${index}`),
    mailboxGuid: stableGuid(seed, `mailbox ${index}`),
    securityIdentifier: `S-1-5-21-1004336348-1177238915-682003330-${1100 + index}`,
    licensed: random.next() >= 0.03,
  };
}

function latin(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[łøßıđæ]/g, (letter) => specialLetters[letter] ?? '')
    .replaceAll(/[^a-z]/g, '');
}
