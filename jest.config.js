module.exports = {
  testEnvironment: '<rootDir>/test/support/shared-realm-environment.js',
  runtime: '<rootDir>/test/support/shared-modules-runtime.js',
  rootDir: __dirname,
  roots: ['<rootDir>/dist'],
  testRegex: '[.-]spec\\.js$',
  transform: {},
  testSequencer: '<rootDir>/test/support/campaigns-among-others.js',
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  reporters: [
    '<rootDir>/test/support/suites-reporter.js',
    'summary',
    '<rootDir>/test/support/closing-line-reporter.js',
  ],
  collectCoverageFrom: ['dist/src/**/*.js', 'dist/migrations/**/*.js'],
  coverageProvider: 'v8',
  testTimeout: 30_000,
  // Three also for two processors: a suite often waits, for a process that starts or for time to pass.
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
};
