import { describe, expect, it } from 'vitest';
import { testMail } from '../../../../engine/cli/test-mail.ts';

describe('the test mail', () => {
  it.each([
    ['en', 'Test mail from the Exchange connector on CONN01', 'You do not have to do anything.'],
    ['nl', 'Testmail van de Exchange-connector op CONN01', 'U hoeft niets te doen.'],
  ] as const)('says in %s who sent it, from where, and that nothing is to be done', (language, subject, nothing) => {
    const mail = testMail({ language, to: 'a@contoso.test', from: 'notices@contoso.test', machine: 'CONN01' });

    expect(mail).toMatchObject({ to: 'a@contoso.test', subject });
    expect(mail.html).toContain(nothing);
    expect(mail.html).toContain('notices@contoso.test');
    expect(mail.html).toContain(`<html lang="${language}">`);
  });

  it('shows a name as text, whatever is in it', () => {
    const machine = `<img src=x onerror="alert('1')">&`;
    const { html } = testMail({ language: 'en', to: 'a@b.test', from: `'"@b.test`, machine });

    expect(html).not.toContain('<img');
    expect(html.match(/<[a-z]+/g)).toEqual(['<html', '<head', '<meta', '<title', '<body', '<p', '<p', '<p']);
    expect(html).toContain('&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;');
  });
});
