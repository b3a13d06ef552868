const { AsyncLocalStorage } = require('node:async_hooks');

/** Those that were used since the last suite ended. */
const used = new Set();
const { run } = AsyncLocalStorage.prototype;

AsyncLocalStorage.prototype.run = function (...given) {
  used.add(this);
  return run.apply(this, given);
};

/**
 * Disables every AsyncLocalStorage that was used; one that is used again is enabled by that. Jest makes one for each
 * suite and never disables it, and up to Node 22 each promise then gets an entry for each of them: in a worker that has
 * run a hundred suites this was a fifth of its CPU.
 */
exports.disableStorages = () => {
  for (const storage of used) storage.disable();
  used.clear();
};
