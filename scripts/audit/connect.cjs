// The one thing that these programs share with the gateway: how a connection is made, to one server or to the one of
// several that takes writes.
const { awayText } = require('../database-away.cjs');
const { SessionClient, sessionOptions } = require('../../dist/src/postgres/session-client.js');

/**
 * A connected client, under the login's own role. Rejects with a sentence that names the variable when the URL or the
 * login is refused,
 * and one that says what to start or to set when no database answers.
 */
async function connect({ variable, url }, program) {
  const client = new SessionClient({
    ...sessionOptions(url, { variable, role: null, settings: {} }),
    application_name: `portico ${program}`,
  });
  await client.connect().catch((error) => {
    const text = awayText(error, variable, 'AUDIT_DATABASE_URL');
    throw text === null ? error : new Error(text, { cause: error });
  });
  return client;
}

module.exports = { connect };
