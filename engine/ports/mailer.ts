/** Mail from the notification mailbox (N1). Every call ends with its signal. */

export interface Mail {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  /** A whole HTML document; values in it are escaped already. */
  readonly html: string;
}

export interface Mailer {
  /**
   * The https address of Exchange Web Services: the configured one, else by Autodiscover, looked for once.
   * Throws `mail.autodiscover-failed` or `mail.access-denied`.
   */
  locate(signal: AbortSignal): Promise<string>;
  /** Signs in and looks at the mailbox; changes and sends nothing. Throws like {@link Mailer.locate}, and `mail.unreachable`. */
  probe(signal: AbortSignal): Promise<void>;
  /**
   * Sends one mail and keeps no copy. Not idempotent: `mail.unreachable` with retry `never` means that the answer was lost and the
   * mail may be on its way, as it may after the signal fired; with any other retry it was not sent. Throws also `mail.send-failed` with what Exchange answered.
   */
  send(mail: Mail, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
