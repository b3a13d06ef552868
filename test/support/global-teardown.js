const fs = require('node:fs');

module.exports = async () => {
  await globalThis.porticoTestServer?.stop();
  fs.rmSync(globalThis.porticoTestHome, { recursive: true, force: true });
};
