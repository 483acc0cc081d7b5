/** The rehearsal organization on one page, for people. Every text comes from phones that may be hostile, so all of it is escaped. */
import { expectedEntries } from '../exchange/expectation.ts';
import type { ExchangeSimulator } from '../exchange/server.ts';
import type { Organization } from '../world/organization.ts';
import type { Phone } from '../world/world.ts';
import { actsFor, type PhoneAct, pageToken } from './page-acts.ts';
import { type PageLanguage, type Say, sayIn } from './page-words.ts';

const mostRows = 500;
const columns = ['person', 'phone', 'deviceId', 'model', 'intune', 'entry', 'told', 'acts'] as const;
const style = `body{font:14px system-ui;margin:2rem;color-scheme:light dark}table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid GrayText;padding:.2rem .6rem;text-align:left;white-space:nowrap}td:nth-child(-n+5){white-space:normal;overflow-wrap:anywhere}
tr{scroll-margin-top:3rem}td form{display:inline}td:last-child{white-space:normal}button{font:inherit;margin:.1rem}
[role=status]{min-height:1.4em;font-weight:600;position:sticky;top:0;background:Canvas}`;

export interface PageOptions {
  readonly organization: Organization;
  readonly exchange: Pick<ExchangeSimulator, 'state'>;
  readonly language: PageLanguage;
  /** What the last act came to; empty before there was one. */
  readonly said: string;
}

export function organizationPage(options: PageOptions): string {
  const { organization, language, said } = options;
  const say = sayIn(language);
  const title = escapeHtml(say('title', { organization: organization.world.organization }));
  const phones = organization.phones();
  const rows = phones.slice(0, mostRows).map((phone) => row(options, say, phone));
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head><body>
<nav><a href="/?language=${language === 'en' ? 'nl' : 'en'}" lang="${language === 'en' ? 'nl' : 'en'}">${say('other')}</a></nav>
<main><h1>${title}</h1>
<p role="status">${escapeHtml(said)}</p>
<p>${escapeHtml(say('simulated', figures(options)))}</p>
<p>${say('everything')} <a href="/state">/state</a>. ${say('log')} <a href="/log">/log</a>.</p>
<form method="post" action="/act">${hidden(language, 'approve')}<label for="code">${say('code')}</label>
<input id="code" name="code" autocomplete="off" required maxlength="64" aria-describedby="code-help"> <button>${say('approve')}</button>
<p id="code-help">${escapeHtml(say('codeHelp'))}</p></form>
<h2>${say('phones')}</h2>
<table><thead><tr><th scope="col">#</th>${columns.map((column) => `<th scope="col">${say(column)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>${phones.length > mostRows ? `<p>${say('shown', { most: mostRows })}</p>` : ''}
</main></body></html>
`;
}

function figures({ organization, exchange }: PageOptions): Readonly<Record<string, string | number>> {
  const expected = expectedEntries(organization, exchange.state.foreignEntries);
  const differing = organization.people().filter(({ index, mailboxGuid }) => {
    const { allowed, blocked } = exchange.state.mailbox(index);
    const wanted = expected.get(mailboxGuid);
    return String(allowed.toSorted()) !== String(wanted?.allowed) || String(blocked.toSorted()) !== String(wanted?.blocked);
  });
  return {
    seed: organization.world.seed,
    people: organization.people().length,
    phones: organization.phones().length,
    level: exchange.state.settings().defaultAccessLevel,
    differing: differing.length,
  };
}

function row({ organization, exchange, language }: PageOptions, say: Say, phone: Phone): string {
  const { state, reason } = exchange.state.access(phone.index);
  const cells = [
    organization.ownerOf(phone).primarySmtpAddress,
    phone.friendlyName,
    phone.easDeviceId,
    phone.model,
    enrolmentText(say, phone),
    entryText(exchange, phone),
    `${state} (${reason})`,
  ];
  const shown = cells.map((cell) => `<td><bdi>${escapeHtml(cell)}</bdi></td>`).join('');
  const acts = actsFor(phone).map((act) => button(language, { act, phone: phone.index, label: say(act) }));
  return `<tr id="phone-${phone.index}"><th scope="row">${phone.index}</th>${shown}<td>${acts.join('')}</td></tr>`;
}

function button(
  language: PageLanguage,
  { act, phone, label }: { readonly act: PhoneAct; readonly phone: number; readonly label: string },
): string {
  const index = `<input type="hidden" name="phone" value="${phone}">`;
  return `<form method="post" action="/act">${hidden(language, act)}${index}<button aria-label="${label} (${phone})">${label}</button></form>`;
}

function hidden(language: PageLanguage, act: string): string {
  return Object.entries({ act, language, token: pageToken })
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join('');
}

function enrolmentText(say: Say, { enrolment }: Phone): string {
  if (enrolment === null) return say('notEnrolled');
  const activated = enrolment.easActivated ? '' : `, ${say('notActivated')}`;
  return `${enrolment.managementState}, ${enrolment.complianceState}${activated}`;
}

function entryText(exchange: Pick<ExchangeSimulator, 'state'>, phone: Phone): string {
  const { allowed, blocked } = exchange.state.mailbox(phone.owner);
  const lists = [...(allowed.includes(phone.easDeviceId) ? ['allow'] : []), ...(blocked.includes(phone.easDeviceId) ? ['block'] : [])];
  return lists.join(', ');
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
