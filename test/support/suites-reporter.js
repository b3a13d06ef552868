const { DefaultReporter, VerboseReporter } = require('@jest/reporters');

/**
 * Jest's own report of suites, with --verbose of tests too, without the counts of the tests that run: it keeps every
 * test of the run, since a worker's test never equals the one that it began with, and counts all of them at each line
 * that is written. With 7,000 tests that is half a minute of CPU. The counts at the end are those of the results.
 */
module.exports = function SuitesReporter(config) {
  const reporter = config.verbose ? new VerboseReporter(config) : new DefaultReporter(config);
  reporter.onTestCaseResult = () => undefined;
  return reporter;
};
