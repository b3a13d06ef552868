const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { cachedDataVersionTag } = require('node:v8');
const { constants, Script } = require('node:vm');

/** Of the bundles of dist/, beside which they lie. */
const FOLDER = '.code-cache';
const BUNDLE = /[\\/]dist[\\/]\w+\.bundle\.js$/;

/**
 * Loaded into the processes that tests start (cached-children.js): the bundles are compiled once, not at each start,
 * which is half the CPU of a start. Node 22 and newer do this themselves (scripts/build/bundle.mjs). The first process
 * that ends by itself keeps what it compiled.
 */
if (!Module.enableCompileCache) {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (text, file, ...rest) {
    if (!BUNDLE.test(file)) return compile.call(this, text, file, ...rest);
    const cache = fileOf(file, text);
    const cachedData = fs.existsSync(cache) ? fs.readFileSync(cache) : undefined;
    const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    const script = new Script(Module.wrap(text), { filename: file, cachedData, importModuleDynamically });
    if (!cachedData) process.once('exit', () => keep(script, cache));
    const { exports } = this;
    return script.runInThisContext().call(exports, exports, Module.createRequire(file), this, file, path.dirname(file));
  };
}

/** V8 takes only what was compiled from a text of this length, by this version and with these flags. */
function fileOf(bundle, text) {
  const key = `${cachedDataVersionTag()} ${text.length} ${fs.statSync(bundle).mtimeMs}`;
  const name = createHash('sha1').update(key).digest('hex');
  return path.join(path.dirname(bundle), FOLDER, `${path.basename(bundle)}.${name}`);
}

/** Whole or not at all: others read it at the same time. */
function keep(script, cache) {
  if (fs.existsSync(cache)) return;
  try {
    fs.mkdirSync(path.dirname(cache), { recursive: true });
    fs.writeFileSync(`${cache}.${process.pid}`, script.createCachedData());
    fs.renameSync(`${cache}.${process.pid}`, cache);
  } catch {
    // The next one keeps it.
  }
}
