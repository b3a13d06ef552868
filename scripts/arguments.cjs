// How every command of package.json takes its arguments.
const { parseArgs } = require('node:util');

/** Ends a command that was called wrongly: what is wrong and the usage on standard error, exit code 2. */
function misuse(usage, problem) {
  process.stderr.write(`${problem}\n\n${usage}\n`);
  process.exit(2);
}

/**
 * What parseArgs() reads, with at most so many positionals. Called before a command does anything: `--help` or `-h`
 * prints the usage and ends it with 0; an option that it does not have, or a word too many, ends it with 2.
 */
function readArguments({ usage, options = {}, most = 0 }) {
  try {
    const { values, positionals } = parseArgs({
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    if (positionals.length > most) misuse(usage, `Unexpected argument '${positionals[most]}'`);
    return { values, positionals };
  } catch (error) {
    return misuse(usage, error.message.split('. ')[0]);
  }
}

/** A reader that has read enough, such as `head`, ends the command quietly. */
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

module.exports = { misuse, readArguments };
