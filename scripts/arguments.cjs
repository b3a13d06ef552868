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

/**
 * The first word of those that were given, which must name one of `commands`: by name, how many words it takes (itself
 * included) and its options. `what` is what the second word names, such as 'consumer'. Otherwise it ends with 2.
 */
function commandIn(usage, commands, positionals, what) {
  const [command] = positionals;
  if (command === undefined) misuse(usage, 'What is to be done?');
  if (!Object.hasOwn(commands, command)) misuse(usage, `There is no command '${command}'.`);
  const [words] = commands[command];
  if (positionals.length < words) misuse(usage, `Which ${what}? '${command}' needs one.`);
  if (positionals.length > words) misuse(usage, `'${command}' takes no '${positionals[words]}'.`);
  return command;
}

/** A reader that has read enough, such as `head`, ends the command quietly. */
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

module.exports = { commandIn, misuse, readArguments };
