/** One request and one answer, as the areas of the simulator see them. */

export interface Call {
  readonly method: string;
  /** As the client named us: a request that was sent to another host shows that host. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined: no body. A string is sent as HTML, everything else as JSON. */
  readonly body?: unknown;
  /** An asked-for fault has a part in it. */
  readonly planned?: true;
  /** What the log shows of request and response where that differs from what went over the wire. */
  readonly logged?: { readonly body: unknown; readonly response: unknown };
}
