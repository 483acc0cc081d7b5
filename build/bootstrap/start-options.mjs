/**
 * The options of `npm start`, known before anything is prepared: a misspelt one must not cost a download first.
 * Read again, with their values judged, by test/rehearsal/options.ts.
 */
import { parseArgs } from 'node:util';
import { Stop } from './report.mjs';

export const startOptions = /** @type {const} */ ({
  unattended: { type: 'boolean' },
  json: { type: 'boolean' },
  devices: { type: 'string' },
  seed: { type: 'string' },
  language: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
});

export const usage = `npm start -- [--unattended] [--json] [--devices N] [--seed S] [--language en|nl] [--data FOLDER]
  --unattended  no window (chosen by itself where there is no display)
  --json        one JSON object a line; the last one tells the outcome
  --devices     size of the rehearsal organization, 1 to 100000 (200)
  --seed        which organization (1)
  --language    en or nl (en)
  --data        where the rehearsal keeps its state and the connector is installed
  --help        this text`;

/** Exit code of "wrong usage", as in shared/exit-codes.ts. */
const usageExit = 2;

/**
 * Throws a Stop that names what is not known. Answers whether only the help is wanted.
 * @param {readonly string[]} args
 * @returns {boolean}
 */
export function wantsHelp(args) {
  try {
    return parseArgs({ args: [...args], strict: true, options: startOptions }).values.help === true;
  } catch (thrown) {
    throw new Stop(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`, usageExit);
  }
}
