/** The product's version, from the one place that has it. */
import about from '../package.json' with { type: 'json' };

export const version: string = about.version;
