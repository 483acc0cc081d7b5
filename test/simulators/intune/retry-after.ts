/** Graph sends Retry-After as a number, seen with decimals too; what stands before it may send a date, or nothing (graph.md section 8). */
export type RetryAfterForm = 'integer' | 'decimal' | 'date' | 'absent';

export function retryAfterHeader(form: RetryAfterForm, milliseconds: number, now: number): Readonly<Record<string, string>> {
  switch (form) {
    case 'integer':
      return { 'retry-after': String(Math.ceil(milliseconds / 1000)) };
    case 'decimal':
      return { 'retry-after': String(milliseconds / 1000) };
    case 'date':
      return { 'retry-after': new Date(now + milliseconds).toUTCString() };
    case 'absent':
      return {};
  }
}
