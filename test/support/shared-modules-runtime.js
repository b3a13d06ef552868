const { compileFunction, constants } = require('node:vm');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const root = path.resolve(__dirname, '../..');
const SHARED = ['node_modules', 'dist/src', 'dist/migrations'].map((folder) => path.join(root, folder) + path.sep);

/**
 * Loads the product and its packages as node does, once for each worker. Jest loads them for each suite, which costs a
 * second and more of CPU each time, and requires ESM-only packages to be transpiled. Files below dist/test and
 * dist/campaigns are loaded for each suite, in the same realm (shared-realm-environment.js).
 */
class SharedModulesRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    this.executor.compile = (source, filename) =>
      compileFunction(source, this.executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
  }

  requireModuleOrMock(from, name) {
    if (name === '@jest/globals') return super.requireModuleOrMock(from, name);
    const file = this._resolution.isCoreModule(name) ? null : this._resolution.resolveCjs(from, name);
    return file === null || SHARED.some((folder) => file.startsWith(folder))
      ? require(file ?? name)
      : super.requireModuleOrMock(from, name);
  }
}

Object.defineProperty(exports, '__esModule', { value: true });
exports.default = SharedModulesRuntime;
