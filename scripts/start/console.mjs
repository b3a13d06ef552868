const started = performance.now();
const isPlain = !process.stdout.isTTY || process.env.NO_COLOR;
export const paint = (code, text) => (isPlain ? text : `\u001b[${code}m${text}\u001b[0m`);

/** What `npm start` tells the person in front of it. */
export const startConsole = {
  /** Runs a step and tells how it went, in one line. */
  async step(what, work) {
    const begin = performance.now();
    const result = await work();
    process.stdout.write(`${paint(32, '✓')} ${what} ${paint(2, `${Math.round(performance.now() - begin)} ms`)}\n`);
    return result;
  },
  block: (text) => process.stdout.write(`${text}\n`),
  ready: () =>
    process.stdout.write(
      `${paint(1, `Portico is ready in ${((performance.now() - started) / 1000).toFixed(1)} s.`)} Ctrl-C stops ` +
        'everything.\n',
    ),
  failure: (text) => process.stderr.write(`${paint(31, '✗')} ${text}\n`),
};
