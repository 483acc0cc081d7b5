/** The product's version, from the one place that has it: Electron's own answer is another when it runs out of a checkout. */
import about from '../package.json' with { type: 'json' };

export const version: string = about.version;
