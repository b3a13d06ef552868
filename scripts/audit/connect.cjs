// The one thing that these programs share with the gateway: how a connection is made, to one server or to the one of
// several that takes writes.
const { SessionClient, sessionOptions } = require('../../dist/src/postgres/session-client.js');

/**
 * A connected client, under the login's own role. Rejects with a sentence that names the variable when the URL or the
 * login is refused.
 */
async function connect({ variable, url }, program) {
  const client = new SessionClient({
    ...sessionOptions(url, { variable, role: null, settings: {} }),
    application_name: `portico ${program}`,
  });
  await client.connect();
  return client;
}

module.exports = { connect };
