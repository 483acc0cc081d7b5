/**
 * What the simulated Exchange says, in the culture of the session. English follows the texts known from exchange.md 2.5 and from
 * documentation; the Dutch is ours: what matters of it is that no program can read it by its English.
 */
export const cultures = ['en-US', 'nl-NL'] as const;
export type Culture = (typeof cultures)[number];
export type Words = Readonly<Record<Culture, string>>;

export const words = {
  notFound: (identity: string, controller: string) => ({
    'en-US': `The operation couldn't be performed because object '${identity}' couldn't be found on '${controller}'.`,
    'nl-NL': `De bewerking kan niet worden uitgevoerd omdat object '${identity}' niet is gevonden op '${controller}'.`,
  }),
  ambiguous: (identity: string) => ({
    'en-US': `The operation couldn't be performed because '${identity}' matches multiple entries.`,
    'nl-NL': `De bewerking kan niet worden uitgevoerd omdat '${identity}' met meerdere vermeldingen overeenkomt.`,
  }),
  unknownCommand: (name: string) => ({
    'en-US': `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or operable program.`,
    'nl-NL': `De term '${name}' wordt niet herkend als de naam van een cmdlet, functie, scriptbestand of programma.`,
  }),
  unknownParameter: (name: string) => ({
    'en-US': `A parameter cannot be found that matches parameter name '${name}'.`,
    'nl-NL': `Er is geen parameter gevonden die overeenkomt met de parameternaam '${name}'.`,
  }),
  missingParameters: (names: string) => ({
    'en-US': `Cannot process command because of one or more missing mandatory parameters: ${names}.`,
    'nl-NL': `De opdracht kan niet worden verwerkt omdat verplichte parameters ontbreken: ${names}.`,
  }),
  mixedParameterSets: () => ({
    'en-US': 'Parameter set cannot be resolved using the specified named parameters.',
    'nl-NL': 'De parameterset kan niet worden bepaald met de opgegeven benoemde parameters.',
  }),
  emptyArgument: (name: string) => ({
    'en-US': `Cannot bind argument to parameter '${name}' because it is an empty string.`,
    'nl-NL': `Kan het argument niet verbinden met parameter '${name}' omdat het een lege tekenreeks is.`,
  }),
  wrongType: (name: string, type: string) => ({
    'en-US': `Cannot process argument transformation on parameter '${name}'. Cannot convert value to type "${type}".`,
    'nl-NL': `Kan de argumenttransformatie voor parameter '${name}' niet verwerken. Kan de waarde niet converteren naar het type "${type}".`,
  }),
  tooLong: (limit: number, length: number) => ({
    'en-US': `The length of the property is too long. The maximum length is ${limit} and the length of the value provided is ${length}.`,
    'nl-NL': `De eigenschap is te lang. De maximale lengte is ${limit} en de lengte van de opgegeven waarde is ${length}.`,
  }),
  outOfRange: (name: string, from: number | string, to: number | string) => ({
    'en-US': `The value of property ${name} must be between ${from} and ${to}.`,
    'nl-NL': `De waarde van eigenschap ${name} moet tussen ${from} en ${to} liggen.`,
  }),
  badFilter: (what: string) => ({ 'en-US': `Invalid filter syntax: ${what}`, 'nl-NL': `Ongeldige filtersyntaxis: ${what}` }),
  notFilterable: (name: string) => ({
    'en-US': `Invalid filter syntax: "${name}" isn't a recognized filterable property.`,
    'nl-NL': `Ongeldige filtersyntaxis: "${name}" is geen herkende filterbare eigenschap.`,
  }),
  firstThousand: () => ({
    'en-US':
      'By default, only the first 1000 items are returned. Use the ResultSize parameter to specify the number of items returned. To return all items, specify "-ResultSize Unlimited".',
    'nl-NL':
      'Standaard worden alleen de eerste 1000 items geretourneerd. Gebruik de parameter ResultSize om het aantal items op te geven. Geef "-ResultSize Unlimited" op om alle items te retourneren.',
  }),
  moreResults: () => ({
    'en-US':
      'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.',
    'nl-NL': 'Er zijn meer resultaten beschikbaar dan nu worden weergegeven. Verhoog de waarde van de parameter ResultSize om ze te zien.',
  }),
  nothingModified: (name: string) => ({
    'en-US': `The command completed successfully but no settings of '${name}' have been modified.`,
    'nl-NL': `De opdracht is voltooid, maar er zijn geen instellingen van '${name}' gewijzigd.`,
  }),
  alreadyExists: (name: string) => ({
    'en-US': `The object '${name}' already exists. Specify a different value.`,
    'nl-NL': `Het object '${name}' bestaat al. Geef een andere waarde op.`,
  }),
  policyInUse: (name: string) => ({
    'en-US': `You can't remove the mailbox policy '${name}' because it's assigned to mailboxes.`,
    'nl-NL': `Postvakbeleid '${name}' kan niet worden verwijderd omdat het aan postvakken is toegewezen.`,
  }),
  wipeNotSupported: (name: string) => ({
    'en-US': `The account-only wipe isn't supported by device '${name}'.`,
    'nl-NL': `Alleen het account wissen wordt niet ondersteund door apparaat '${name}'.`,
  }),
  noWipeToCancel: (name: string) => ({
    'en-US': `There's no wipe request to cancel for device '${name}'.`,
    'nl-NL': `Er is geen wisopdracht om te annuleren voor apparaat '${name}'.`,
  }),
  roleEntryNotInParent: (entry: string, parent: string) => ({
    'en-US': `The role entry '${entry}' isn't part of the parent role '${parent}'.`,
    'nl-NL': `De rolvermelding '${entry}' maakt geen deel uit van de bovenliggende rol '${parent}'.`,
  }),
  builtInRole: (name: string) => ({
    'en-US': `The built-in management role '${name}' can't be changed.`,
    'nl-NL': `De ingebouwde beheerrol '${name}' kan niet worden gewijzigd.`,
  }),
  overBudget: (requests: number, seconds: number, milliseconds: number) => ({
    'en-US': `The user load quota of ${requests} requests per ${seconds} seconds has been exceeded. All requests from this user will not be approved for at least ${milliseconds} milliseconds. Try again later.`,
    'nl-NL': `Het belastingsquotum van ${requests} aanvragen per ${seconds} seconden is overschreden. Aanvragen van deze gebruiker worden gedurende ten minste ${milliseconds} milliseconden niet goedgekeurd. Probeer het later opnieuw.`,
  }),
  microDelay: (milliseconds: number) => ({
    'en-US': `Micro delay applied. Actual delayed: ${milliseconds} msecs, Enforced: True, Capped delay: ${milliseconds} msecs, Required: False, Additional info: .`,
    'nl-NL': `Microvertraging toegepast. Werkelijke vertraging: ${milliseconds} ms, Afgedwongen: Waar, Maximale vertraging: ${milliseconds} ms, Vereist: Onwaar, Aanvullende informatie: .`,
  }),
  tooManyShells: (limit: number) => ({
    'en-US': `This user is allowed a maximum of ${limit} concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user.`,
    'nl-NL': `Deze gebruiker mag maximaal ${limit} gelijktijdige shells gebruiken. Dit aantal is overschreden. Sluit bestaande shells of verhoog het quotum voor deze gebruiker.`,
  }),
  unknownServer: (server: string) => ({
    'en-US': `Connecting to remote server ${server} failed: the WinRM client cannot process the request because the server name cannot be resolved.`,
    'nl-NL': `Verbinding maken met externe server ${server} is mislukt: de WinRM-client kan de aanvraag niet verwerken omdat de servernaam niet kan worden omgezet.`,
  }),
  accessDenied: (server: string) => ({
    'en-US': `Connecting to remote server ${server} failed with the following error message : Access is denied.`,
    'nl-NL': `Verbinding maken met externe server ${server} is mislukt. Foutmelding: Toegang geweigerd.`,
  }),
  serverDown: (server: string) => ({
    'en-US': `The client cannot connect to the destination specified in the request (${server}). Verify that the service on the destination is running and is accepting requests.`,
    'nl-NL': `De client kan geen verbinding maken met de in de aanvraag opgegeven bestemming (${server}). Controleer of de service op de bestemming wordt uitgevoerd en aanvragen accepteert.`,
  }),
  kerberos: (server: string, number: string) => ({
    'en-US': `Connecting to remote server ${server} failed with the following error message : WinRM cannot process the request. The following error with errorcode ${number} occurred while using Kerberos authentication.`,
    'nl-NL': `Verbinding maken met externe server ${server} is mislukt. Foutmelding: WinRM kan de aanvraag niet verwerken. De volgende fout met foutcode ${number} is opgetreden tijdens Kerberos-verificatie.`,
  }),
  untrustedCertificate: (server: string) => ({
    'en-US': `Connecting to remote server ${server} failed with the following error message : The server certificate on the destination computer has the following errors: The SSL certificate is signed by an unknown certificate authority.`,
    'nl-NL': `Verbinding maken met externe server ${server} is mislukt. Foutmelding: Het servercertificaat op de doelcomputer bevat de volgende fouten: Het SSL-certificaat is ondertekend door een onbekende certificeringsinstantie.`,
  }),
  authenticationUnsupported: (server: string) => ({
    'en-US': `Connecting to remote server ${server} failed with the following error message : The WinRM client cannot process the request. The authentication mechanism requested by the client is not supported by the server.`,
    'nl-NL': `Verbinding maken met externe server ${server} is mislukt. Foutmelding: De WinRM-client kan de aanvraag niet verwerken. Het verificatiemechanisme dat de client vraagt wordt niet door de server ondersteund.`,
  }),
  redirected: (server: string) => ({
    'en-US': `Connecting to remote server ${server} failed with the following error message : The WinRM service returned a redirect response to https://elsewhere.example/powershell. The redirect is not allowed.`,
    'nl-NL': `Verbinding maken met externe server ${server} is mislukt. Foutmelding: De WinRM-service heeft een omleiding naar https://elsewhere.example/powershell geretourneerd. De omleiding is niet toegestaan.`,
  }),
  noRoles: (user: string) => ({
    'en-US': `Processing data from the remote server failed with the following error message: The user "${user}" isn't assigned to any management roles.`,
    'nl-NL': `Het verwerken van gegevens van de externe server is mislukt. Foutmelding: Aan gebruiker "${user}" zijn geen beheerrollen toegewezen.`,
  }),
  simulatorFailed: (what: string) => ({ 'en-US': `The simulator itself failed: ${what}`, 'nl-NL': `De simulator zelf faalde: ${what}` }),
} satisfies Readonly<Record<string, (...values: never[]) => Words>>;

/** Words that are the same in every culture: planned faults, and what a test made up. */
export function literally(text: string): Words {
  return { 'en-US': text, 'nl-NL': text };
}
