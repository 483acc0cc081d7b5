/** What a person does on the page: forms, each with the page's own token, so that no other page in the browser can post them. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { IntuneSimulator } from '../intune/server.ts';
import { HttpProblem, readForm } from '../loopback-http.ts';
import type { Organization } from '../world/organization.ts';
import type { Phone } from '../world/world.ts';
import { type PageWord, pageLanguages } from './page-words.ts';

export const pageToken = randomBytes(24).toString('base64url');

const phoneActs = ['enrol', 'unenrol', 'make-compliant', 'break-compliance', 'contact'] as const;
export type PhoneAct = (typeof phoneActs)[number];

const formSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.enum(phoneActs),
    phone: z.string().regex(/^\d{1,9}$/),
    language: z.enum(pageLanguages),
    token: z.literal(pageToken),
  }),
  z.strictObject({ act: z.literal('approve'), code: z.string().max(64), language: z.enum(pageLanguages), token: z.literal(pageToken) }),
]);

/** What may be done with a phone as it is now. */
export function actsFor({ enrolment }: Phone): readonly PhoneAct[] {
  if (enrolment === null) return ['enrol', 'contact'];
  return [enrolment.complianceState === 'compliant' ? 'break-compliance' : 'make-compliant', 'unenrol', 'contact'];
}

const doing: Readonly<Record<PhoneAct, (organization: Organization, index: number) => void>> = {
  enrol: (organization, index) => void organization.enrol(index),
  unenrol: (organization, index) => void organization.unenrol(index),
  'make-compliant': (organization, index) => void organization.setEnrolment(index, { complianceState: 'compliant' }),
  'break-compliance': (organization, index) => void organization.setEnrolment(index, { complianceState: 'noncompliant' }),
  contact: (organization, index) => void organization.contact(index),
};

export interface PageParts {
  readonly organization: Organization;
  readonly intune: Pick<IntuneSimulator, 'approve'>;
}

/** Where to go on. Throws an HttpProblem for a form that is not the page's own, or an act that the phone's state does not allow. */
export async function actOnPage({ organization, intune }: PageParts, request: IncomingMessage): Promise<string> {
  const form = await readForm(request, formSchema);
  const back = (said: PageWord, act: PageWord, anchor: string) => `/?language=${form.language}&said=${said}&act=${act}${anchor}`;
  if (form.act === 'approve') return back(intune.approve(form.code) ? 'done' : 'no-code', 'approve', '');
  const index = Number(form.phone);
  const phone = organization.phones()[index];
  if (phone === undefined) throw new HttpProblem(404, 'not-found', `there is no phone ${index}`);
  if (!actsFor(phone).includes(form.act)) throw new HttpProblem(409, 'out-of-date', `phone ${index} is not as the page showed it`);
  doing[form.act](organization, index);
  return back('done', form.act, `#phone-${index}`);
}
