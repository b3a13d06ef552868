const childProcess = require('node:child_process');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const OPTION = `--require=${JSON.stringify(path.join(__dirname, 'code-cache.cjs'))}`;
const WITH_OPTION = Symbol.for('portico.cached-children');

/** Children that are Node get code-cache.cjs, whichever way a suite starts them. Once for each worker. */
exports.cacheCodeOfChildren = () => {
  const { prototype } = childProcess.ChildProcess;
  if (WITH_OPTION in prototype) return;
  prototype[WITH_OPTION] = true;
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    if (isNode(options.file)) options.envPairs = withOption(options.envPairs);
    return spawn.call(this, options);
  };
  const { spawnSync } = childProcess;
  childProcess.spawnSync = (file, ...rest) => {
    const at = rest.findIndex((given) => given !== null && typeof given === 'object' && !Array.isArray(given));
    if (!isNode(file)) return spawnSync(file, ...rest);
    const options = at === -1 ? {} : rest[at];
    const pairs = Object.entries({ ...(options.env ?? process.env) }).filter(([, value]) => value !== undefined);
    const env = Object.fromEntries(withOption(pairs.map((pair) => pair.join('='))).map(pairOf));
    return spawnSync(file, ...(at === -1 ? rest : rest.slice(0, at)), { ...options, env });
  };
};

/** Whether children find the code of the bundle of this name; Node 22 and newer find their own. */
exports.isCodeCached = (name) => {
  const folder = path.resolve(__dirname, '../../dist/.code-cache');
  const found = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return Boolean(Module.enableCompileCache) || found.some((file) => file.startsWith(`${name}.`));
};

const isNode = (file) => file === process.execPath;
const pairOf = (text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];

/** A suite's own options of Node stand. */
function withOption(pairs) {
  const isOption = (pair) => pair.startsWith('NODE_OPTIONS=');
  const [own] = pairs.filter(isOption);
  if (own?.includes(OPTION)) return pairs;
  return [...pairs.filter((pair) => !isOption(pair)), own ? `${own} ${OPTION}` : `NODE_OPTIONS=${OPTION}`];
}
