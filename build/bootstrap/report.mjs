/** Tells step by step what the bootstrap does. With --json everything goes to standard error: standard output belongs to the goal. */

/** A stop that the user can cure; the text says how. */
export class Stop extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Exit code of "a prerequisite is not met", as in shared/exit-codes.ts. */
export const prerequisiteExit = 3;

/**
 * @typedef {object} Report
 * @property {(text: string) => void} say one line
 * @property {'inherit' | 2} childOutput where output of the programs goes that the bootstrap runs
 * @property {<T>(title: string, work: () => Promise<T>) => Promise<T>} step a named piece of work with its seconds
 */

/**
 * @param {boolean} isJson
 * @returns {Report}
 */
export function openReport(isJson) {
  const stream = isJson ? process.stderr : process.stdout;
  /** @param {string} text */
  const say = (text) => void stream.write(`${text}\n`);
  return {
    say,
    childOutput: isJson ? 2 : 'inherit',
    step: async (title, work) => {
      say(`* ${title}`);
      const started = performance.now();
      const result = await work();
      say(`  done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
      return result;
    },
  };
}
