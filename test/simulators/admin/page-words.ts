/** Words of the page for people, in English and Dutch. */
export const pageLanguages = ['en', 'nl'] as const;
export type PageLanguage = (typeof pageLanguages)[number];

const en = {
  title: 'Rehearsal organization {organization}',
  other: 'Nederlands',
  simulated:
    'Simulated: seed {seed}, {people} mailboxes, {phones} phones, default access level {level}. Mailboxes whose lists differ from what the starting policy asks for: {differing}.',
  everything: 'Everything as JSON:',
  log: 'What was asked of the simulators:',
  code: 'Sign-in code',
  approve: 'Approve sign-in',
  codeHelp: 'The code that set-up shows; approving it plays the administrator who signs in.',
  phones: 'Phones',
  shown: 'The first {most} phones are shown.',
  person: 'Person',
  phone: 'Phone',
  deviceId: 'Device id',
  model: 'Model',
  intune: 'Intune',
  entry: 'Entry',
  told: 'Exchange told it',
  acts: 'Change',
  notEnrolled: 'not enrolled',
  notActivated: 'not activated',
  enrol: 'Enrol',
  unenrol: 'Remove enrolment',
  'make-compliant': 'Make compliant',
  'break-compliance': 'Break compliance',
  contact: 'Contact Exchange',
  done: 'Done: {act}.',
  'no-code': 'No sign-in waits for this code.',
} as const;

export type PageWord = keyof typeof en;

const nl: Readonly<Record<PageWord, string>> = {
  title: 'Oefenorganisatie {organization}',
  other: 'English',
  simulated:
    'Gesimuleerd: beginwaarde {seed}, {people} postvakken, {phones} telefoons, standaardtoegang {level}. Postvakken waarvan de lijsten afwijken van wat het beginbeleid vraagt: {differing}.',
  everything: 'Alles als JSON:',
  log: 'Wat de simulators gevraagd is:',
  code: 'Aanmeldcode',
  approve: 'Aanmelding goedkeuren',
  codeHelp: 'De code die Setup toont; wie haar goedkeurt, speelt de beheerder die zich aanmeldt.',
  phones: 'Telefoons',
  shown: 'De eerste {most} telefoons worden getoond.',
  person: 'Persoon',
  phone: 'Telefoon',
  deviceId: 'Apparaat-id',
  model: 'Model',
  intune: 'Intune',
  entry: 'Vermelding',
  told: 'Exchange zei',
  acts: 'Wijzigen',
  notEnrolled: 'niet ingeschreven',
  notActivated: 'niet geactiveerd',
  enrol: 'Inschrijven',
  unenrol: 'Inschrijving verwijderen',
  'make-compliant': 'Conform maken',
  'break-compliance': 'Niet-conform maken',
  contact: 'Contact met Exchange',
  done: 'Gedaan: {act}.',
  'no-code': 'Geen aanmelding wacht op deze code.',
};

const words: Readonly<Record<PageLanguage, Readonly<Record<PageWord, string>>>> = { en, nl };

export type Say = (word: PageWord, values?: Readonly<Record<string, string | number>>) => string;

export function sayIn(language: PageLanguage): Say {
  return (word, values = {}) => words[language][word].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
