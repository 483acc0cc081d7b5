/** The rehearsal organization on one page, for people. Every text comes from phones that may be hostile, so all of it is escaped. */
import { expectedEntries } from '../exchange/expectation.ts';
import type { ExchangeSimulator } from '../exchange/server.ts';
import type { Organization } from '../world/organization.ts';
import type { Phone } from '../world/world.ts';

const mostRows = 500;

export function organizationPage(organization: Organization, exchange: Pick<ExchangeSimulator, 'state'>): string {
  const shown = organization.phones().slice(0, mostRows);
  const expected = expectedEntries(organization, exchange.state.foreignEntries);
  const differing = organization.people().filter(({ index, mailboxGuid }) => {
    const { allowed, blocked } = exchange.state.mailbox(index);
    const wanted = expected.get(mailboxGuid);
    return String(allowed.toSorted()) !== String(wanted?.allowed) || String(blocked.toSorted()) !== String(wanted?.blocked);
  });
  const rows = shown.map((phone) => row(organization, exchange, phone)).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Rehearsal organization</title>
<style>body{font:14px system-ui;margin:2rem}table{border-collapse:collapse}th,td{border-bottom:1px solid #ddd;padding:.2rem .6rem;text-align:left;
max-width:16rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}</style></head><body>
<h1>Rehearsal organization ${escapeHtml(organization.world.organization)}</h1>
<p>Simulated: seed ${organization.world.seed}, ${organization.people().length} mailboxes, ${organization.phones().length} phones, default access
level ${exchange.state.settings().defaultAccessLevel}. Mailboxes whose lists differ from what the starting policy asks for: ${differing.length}.</p>
<p>Everything: <a href="/state">/state</a>; what was asked of the simulators: <a href="/log">/log</a>. Changes are JSON, for example
<code>curl -H 'content-type: application/json' -d '{"complianceState":"noncompliant"}' …/phones/0/compliance</code>.</p>
<table><thead><tr><th>#</th><th>Person</th><th>Phone</th><th>Device id</th><th>Model</th><th>Intune</th><th>Entry</th><th>Exchange told it</th></tr></thead>
<tbody>
${rows}
</tbody></table>${organization.phones().length > mostRows ? `<p>The first ${mostRows} phones are shown.</p>` : ''}
</body></html>
`;
}

function row(organization: Organization, exchange: Pick<ExchangeSimulator, 'state'>, phone: Phone): string {
  const { state, reason } = exchange.state.access(phone.index);
  const cells = [
    String(phone.index),
    organization.ownerOf(phone).primarySmtpAddress,
    phone.friendlyName,
    phone.easDeviceId,
    phone.model,
    enrolmentText(phone),
    entryText(exchange, phone),
    `${state} (${reason})`,
  ];
  return `<tr>${cells.map((cell) => `<td><bdi>${escapeHtml(cell)}</bdi></td>`).join('')}</tr>`;
}

function enrolmentText({ enrolment }: Phone): string {
  if (enrolment === null) return 'not enrolled';
  const activated = enrolment.easActivated ? '' : ', not activated';
  return `${enrolment.managementState}, ${enrolment.complianceState}${activated}`;
}

function entryText(exchange: Pick<ExchangeSimulator, 'state'>, phone: Phone): string {
  const { allowed, blocked } = exchange.state.mailbox(phone.owner);
  const lists = [...(allowed.includes(phone.easDeviceId) ? ['allow'] : []), ...(blocked.includes(phone.easDeviceId) ? ['block'] : [])];
  return lists.join(' and ');
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
