/** How device cmdlets find partnerships: which ones a server shows, and which one an identity means. */
import type { Phone } from '../../world/world.ts';
import { notFound } from '../cmdlet-error.ts';
import { isAtLeast } from '../versions.ts';
import type { CmdletCall, Place } from './cmdlet.ts';
import { homeServer, mailboxAsked, partnershipsOf } from './recipients.ts';

/** What this server shows, of one mailbox when that is asked. A server of 2010 cannot show devices of mailboxes on later ones (exchange.md 2.6). */
export function* phonesAsked(call: CmdletCall): Generator<Phone> {
  const owner = mailboxAsked(call);
  const phones = owner === null ? call.exchange.organization.phones() : partnershipsOf(call, owner);
  for (const phone of phones) if (isShown(call, phone)) yield phone;
}

function isShown(place: Place, phone: Phone): boolean {
  if (!place.exchange.partnership(phone.index).isPresent) return false;
  const { version } = homeServer(place, place.exchange.organization.ownerOf(phone));
  return isAtLeast(place.server.version, '2013') || !isAtLeast(version, '2013');
}

/** The device that -Identity means: by Guid, identity, or distinguished name. Null when there is none, or no identity was given. */
export function phoneAsked(call: CmdletCall): Phone | null {
  const asked = call.parameters.text('Identity');
  const phone = asked === null ? null : findPhone(call, asked);
  return phone !== null && isShown(call, phone) ? phone : null;
}

/** Throws a CmdletError when there is no such device. */
export function phoneMeant(call: CmdletCall): Phone {
  const asked = call.parameters.needed('Identity');
  const phone = phoneAsked(call);
  if (phone === null) throw notFound(asked, call.exchange.organization.world.domain);
  return phone;
}

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function findPhone(call: CmdletCall, asked: string): Phone | null {
  const wanted = asked.toLowerCase();
  if (guidPattern.test(asked)) return call.exchange.phoneOfPartnership(asked);
  return phonesNearby(call, asked).find((phone) => namesOf(call, phone).some((name) => name.toLowerCase() === wanted)) ?? null;
}

function namesOf({ directory }: CmdletCall, phone: Phone): readonly string[] {
  return [directory.deviceIdentity(phone), directory.deviceDistinguishedName(phone)];
}

/** The phones of the mailbox that is part of the name. */
function phonesNearby(call: CmdletCall, asked: string): readonly Phone[] {
  const below = asked.toLowerCase().indexOf('\\exchangeactivesyncdevices\\');
  const inside = asked.toLowerCase().lastIndexOf(inContainer);
  const owner = below >= 0 ? asked.slice(0, below) : inside >= 0 ? asked.slice(inside + inContainer.length) : null;
  const person = owner === null ? null : call.directory.findMailbox(owner);
  return person === null ? [] : partnershipsOf(call, person);
}

const inContainer = ',cn=exchangeactivesyncdevices,';
