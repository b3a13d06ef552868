const fs = require('node:fs');
const path = require('node:path');

// Nest 12 and some of its dependencies are ESM only, and Jest can require() ESM only on Node 24.9 and later. swc rewrites
// just those packages to CommonJS for the test run (cached), so that Jest works on 20.19+, 22 and 24 without flags.
const modules = path.join(__dirname, 'node_modules');
const packages = fs.readdirSync(modules).flatMap((entry) => (entry.startsWith('@') ? fs.readdirSync(path.join(modules, entry)).map((name) => `${entry}/${name}`) : [entry]));
const isEsm = (name) => {
  try {
    return JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8')).type === 'module';
  } catch {
    return false;
  }
};

// CommonJS that loads ESM by import(), which Jest cannot run either.
const importing = ['@fastify/cookie', '@opentelemetry/otlp-exporter-base'];

module.exports = {
  testEnvironment: 'node',
  rootDir: __dirname,
  roots: ['<rootDir>/dist'],
  testRegex: '[.-]spec\\.js$',
  transform: {
    '/node_modules/.+\\.m?js$': ['@swc/jest', { sourceMaps: false, module: { type: 'commonjs', importInterop: 'node' }, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${[...packages.filter(isEsm), ...importing].join('|')})/)`],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.js'],
  collectCoverageFrom: ['dist/src/**/*.js', 'dist/migrations/**/*.js'],
  coverageProvider: 'v8',
  testTimeout: 30_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
};
