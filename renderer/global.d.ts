import type { Bridge } from './api.ts';

declare global {
  interface Window {
    /** Put there by the preload script; read by api.ts only. */
    readonly connector: Bridge;
  }
}
