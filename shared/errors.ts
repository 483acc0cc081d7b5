/**
 * The one list of failures that cross a border (IPC, control channel, exit code, report).
 * A code is a key: the sentence (title, cause, cure) stands in shared/i18n under `error.<code>`, in English and Dutch.
 */
import { z } from 'zod';

export const errorCodes = [
  // Exchange
  'exchange.unreachable',
  'exchange.server-unknown',
  'exchange.access-denied',
  'exchange.session-lost',
  'exchange.throttled',
  'exchange.not-found',
  'exchange.command-missing',
  'exchange.command-failed',
  'exchange.reply-invalid',
  'exchange.redirect-refused',
  'exchange.rule-foreign',
  'exchange.kerberos-failed',
  'exchange.certificate-untrusted',
  'exchange.authentication-unsupported',
  'exchange.ambiguous',
  'exchange.directory-unavailable',
  'exchange.version-unsupported',
  'exchange.server-alias',
  'exchange.server-older',
  // PowerShell
  'powershell.missing',
  'powershell.start-failed',
  'powershell.ended',
  'powershell.timeout',
  // Intune
  'intune.unreachable',
  'intune.certificate-refused',
  'intune.sign-in-refused',
  'intune.sign-in-expired',
  'intune.permission-missing',
  'intune.authority-wrong',
  'intune.tenant-unknown',
  'intune.application-unknown',
  'intune.consent-missing',
  'intune.public-client-off',
  'intune.licence-missing',
  'intune.licence-administrator',
  'intune.role-missing',
  'intune.directory-sync-off',
  'intune.directory-sync-stale',
  'intune.reply-invalid',
  'intune.walk-incomplete',
  'intune.group-missing',
  'intune.nobody-licensed',
  'intune.throttled',
  'intune.tls-untrusted',
  // The way out
  'network.name-unknown',
  'network.refused',
  'network.timeout',
  'network.proxy-unreachable',
  'network.proxy-credentials',
  'network.proxy-refused',
  'network.proxy-scheme',
  'network.proxy-script',
  'network.proxy-of-account',
  'network.proxy-settings',
  'network.tls-inspected',
  'network.clock-wrong',
  'network.captive-page',
  // Notification mail
  'mail.autodiscover-failed',
  'mail.access-denied',
  'mail.unreachable',
  'mail.send-failed',
  // Connection between set-up and engine
  'channel.unreachable',
  'channel.owner-unproven',
  'channel.version-mismatch',
  'channel.message-invalid',
  'channel.closed',
  // Engine
  'engine.not-configured',
  'engine.already-running',
  'engine.start-failed',
  'engine.unhealthy',
  'engine.busy',
  'sync.held',
  'sync.plan-changed',
  'sync.write-unconfirmed',
  'device.unknown',
  'device.ambiguous',
  'device.unconfirmed',
  // Set-up
  'bundle.missing',
  'bundle.tampered',
  'bundle.unsafe',
  'folder.altered',
  'install.busy',
  'install.record-damaged',
  'install.step-failed',
  'install.roll-back-failed',
  'install.disk',
  'install.file-in-use',
  'install.not-installed',
  'install.remainder',
  'service.failed',
  'service.logon-right',
  'account-certificate.missing',
  'account-certificate.invalid',
  'account-certificate.expiring',
  'account-certificate.expired',
  'configuration.invalid',
  'answers.invalid',
  'answers.secret',
  'policy.unavailable',
  'policy.invalid',
  'secret.missing',
  'prerequisite.failed',
  'connector.exists',
  'connector.removed',
  'connector.record-left',
  // Vault
  'vault.unavailable',
  'vault.locked',
  'vault.too-large',
  // Everywhere
  'store.failed',
  'path.too-long',
  'usage.wrong',
  'cancelled',
  'timeout',
  'internal',
] as const;

export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

export const retryClasses = ['never', 'later', 'other-server', 'administrator'] as const;

export const appErrorSchema = z.strictObject({
  code: errorCodeSchema,
  /** Values for the placeholders of the sentence. Never a secret. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What makes sense next: nothing, again later, another server, or an act of the administrator. */
  retry: z.enum(retryClasses),
  /** Technical English detail for "copy details". Never a secret. */
  detail: z.string().optional(),
});
export type AppError = z.infer<typeof appErrorSchema>;

export interface FailureOptions {
  readonly params?: AppError['params'];
  readonly retry?: AppError['retry'];
  readonly detail?: string;
}

/** An expected failure inside one program. Borders turn it into its {@link AppError}; nothing else may cross. */
export class Failure extends Error {
  readonly error: AppError;

  constructor(code: ErrorCode, options: FailureOptions = {}) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`);
    this.name = 'Failure';
    this.error = {
      code,
      params: options.params ?? {},
      retry: options.retry ?? 'administrator',
      ...(options.detail === undefined ? {} : { detail: options.detail }),
    };
  }

  /** The same failure with more for "copy details". */
  with(detail: string): Failure {
    const { code, ...rest } = this.error;
    return new Failure(code, { ...rest, detail: [rest.detail, detail].filter((part) => part !== undefined && part !== '').join(' ') });
  }
}

/** Any thrown value as an {@link AppError}; what nobody expected becomes `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error;
  if (thrown instanceof Error && thrown.name === 'AbortError') return { code: 'cancelled', params: {}, retry: 'never' };
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: 'internal', params: {}, retry: 'never', detail };
}
