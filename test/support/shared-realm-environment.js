const { TestEnvironment } = require('jest-environment-node');
const { cacheCodeOfChildren } = require('./cached-children');
const { disableStorages } = require('./context-storages');

/**
 * Runs each suite in the realm of the worker itself, where the product is loaded; restores environment variables and
 * spied functions afterwards, and disables what carried a context.
 */
class SharedRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.variables = { ...process.env };
    this.global = globalThis;
    cacheCodeOfChildren();
  }

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
    disableStorages();
    this.global = null;
    await super.teardown();
  }
}

Object.defineProperty(exports, '__esModule', { value: true });
exports.default = SharedRealmEnvironment;
