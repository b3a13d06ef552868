const fs = require('node:fs');
const { secretsIn } = require('./secrets-in-logs');

/** The logs of all suites, at debug level, must contain no secret and no personal data: otherwise the run fails. */
module.exports = async () => {
  await globalThis.porticoTestServer?.stop();
  const logs = process.env.TEST_LOG_DIRECTORY;
  const count = fs.readdirSync(logs).length;
  const found = secretsIn(logs);
  for (const folder of [globalThis.porticoTestHome, logs]) fs.rmSync(folder, { recursive: true, force: true });
  if (found.length > 0) throw new Error(`The logs of this run hold what must never be logged:\n${found.join('\n')}`);
  process.stdout.write(`${count} logs at debug level: no secret, no personal data\n`);
};
