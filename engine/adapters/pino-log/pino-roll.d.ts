declare module 'pino-roll' {
  import type { DestinationStream } from 'pino';

  interface RollOptions {
    readonly file: string;
    readonly extension: string;
    readonly size: string;
    readonly mkdir: boolean;
    readonly limit: { readonly count: number; readonly removeOtherLogFiles: boolean };
  }
  type RollingStream = DestinationStream & {
    end(): void;
    once(event: 'close', listener: () => void): unknown;
    on(event: 'error', listener: (error: Error) => void): unknown;
  };
  export default function roll(options: RollOptions): Promise<RollingStream>;
}
