/** The pages on which a person says yes or no: to a device code, and to a program that opened the browser. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Asked, type AuthorizationCodes, declined, type Refused } from './authorization-codes.ts';
import type { DeviceCodes } from './device-codes.ts';
import { portOf, stopServer } from './ports.ts';

export interface SignInPages {
  /** Where a device code is entered. */
  readonly approvalPage: string;
  /** Where a program sends the browser, without the query. */
  readonly authorizePage: string;
  stop(): Promise<void>;
}

export interface SignInPagesOptions {
  readonly devices: DeviceCodes;
  readonly authorizations: AuthorizationCodes;
  readonly tenantId: string;
  readonly clientId: string;
}

/** Plain HTTP, so that any browser on this machine opens them; only codes go over it, and those need their other half. */
export async function openSignInPages(options: SignInPagesOptions): Promise<SignInPages> {
  const server: Server = createServer((request, response) => {
    serve(options, request, response).catch(() => response.destroy());
  });
  const root = `http://localhost:${await portOf(server)}`;
  return {
    approvalPage: `${root}/devicelogin`,
    authorizePage: `${root}${authorizePath(options)}`,
    stop: () => stopServer(server),
  };
}

function authorizePath({ tenantId }: SignInPagesOptions): string {
  return `/${tenantId}/oauth2/v2.0/authorize`;
}

interface Page {
  readonly status: number;
  readonly content?: string;
  readonly location?: URL;
}

async function serve(options: SignInPagesOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const form = request.method === 'POST' ? new URLSearchParams(await smallBody(request)) : null;
  const { status, content, location } = pageFor(options, url, form);
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // A browser holds the address that a form is sent on to against form-action, too.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://localhost:*",
    ...(location !== undefined && { location: location.href }),
  });
  response.end(content === undefined ? '' : page(content));
}

function pageFor(options: SignInPagesOptions, url: URL, form: URLSearchParams | null): Page {
  if (url.pathname === '/devicelogin') return devicePage(options.devices, form);
  if (url.pathname !== authorizePath(options)) return { status: 404, content: '<p>There is nothing here.</p>' };
  const asked = options.authorizations.read(url.searchParams, options.clientId);
  return 'error' in asked ? refusedPage(asked) : authorizePage(options.authorizations, asked, form);
}

function refusedPage({ error, number, text }: Refused): Page {
  return { status: 400, content: `<p>AADSTS${number}: ${text} (${error})</p>` };
}

function authorizePage(codes: AuthorizationCodes, asked: Asked, form: URLSearchParams | null): Page {
  const buttons = `${button('approved', 'Allow')} ${button('declined', 'Deny')}`;
  if (form === null)
    return { status: 200, content: `<p>Set-up of the connector asks who you are.</p><form method="post">${buttons}</form>` };
  return { status: 302, location: form.get('answer') === 'approved' ? codes.grant(asked) : declined(asked) };
}

function devicePage(codes: DeviceCodes, form: URLSearchParams | null): Page {
  if (form === null) {
    const field = '<label>Code <input name="code" autofocus required></label>';
    return { status: 200, content: `<form method="post">${field} ${button('approved', 'Allow')} ${button('declined', 'Deny')}</form>` };
  }
  const answer = form.get('answer') === 'declined' ? 'declined' : 'approved';
  if (!codes.decide(form.get('code') ?? '', answer)) return { status: 400, content: '<p>This code is not known or has expired.</p>' };
  const said = answer === 'approved' ? 'You are signed in' : 'You denied the sign-in';
  return { status: 200, content: `<p>${said}. You may close this page.</p>` };
}

function button(value: string, label: string): string {
  return `<button name="answer" value="${value}">${label}</button>`;
}

async function smallBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 4096) throw new RangeError('the form is too large');
  }
  return text;
}

function page(content: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Rehearsal sign-in</title></head><body><h1>Rehearsal sign-in (simulated Entra)</h1>${content}</body></html>`;
}
