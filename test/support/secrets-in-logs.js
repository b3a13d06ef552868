const fs = require('node:fs');
const path = require('node:path');

/** Secrets that no log may contain at any level: names and patterns. */
const NEVER = [
  ['a canary of the tests (e-mail addresses carry it)', /canary/i],
  ['a grant token', /og_[A-Za-z0-9_-]{16,}|grant_token=/],
  ['a one-time return state', /[?&]state=[A-Za-z0-9_-]{20,}|\/return\/[a-z]+\/[A-Za-z0-9_-]{20,}/],
  ['a durable link', /\/l\/[A-Za-z0-9_-]{43}/],
  ["a consumer's secret", /ZGVtby1jb25zdW1lci1zZWNyZXQ|b3RoZXItY29uc3VtZXItc2VjcmV0/],
  [
    "the vendor's secret",
    /b25lLW1vbmV5LXNhbmRib3gtc2VjcmV0|YW5vdGhlci1wYXJ0bmVyLXNlY3JldC|ZmlucHJvLXNhbmRib3gtc2VjcmV0|b3RoZXItZmlucHJvLXNlY3JldC|sandbox-shared-secret/,
  ],
  ['a mobile number or PAN of the tests', /\b77700\d{5}\b|CANRY\d{4}[A-Z]/],
  ['a link to the Account Aggregator, or what came back from there', /ec(req|res)=/],
  ['a credential', /\bBearer\s+\S|OneMoney-HMAC-SHA256\s+\S+:/],
  ['the data key', /WlpaWlpaWlpa/],
  ['the key that signs checkpoints', /MzMzMzMzMzMz/],
  ['a password in a URL', /postgres(ql)?:\/\/[^:/\s]+:[^@\s]+@/],
  ['a session cookie', /\b(set-)?cookie\b/i],
];

/** One sentence for each kind of secret in each log of the folder. */
function secretsIn(folder) {
  return fs.readdirSync(folder).flatMap((file) => {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    return NEVER.filter(([, inspect]) => inspect.test(text)).map(
      ([what, inspect]) => `${file}: ${what}: …${around(text, inspect)}…`,
    );
  });
}

function around(text, inspect) {
  const at = text.search(inspect);
  return text.slice(Math.max(0, at - 120), at + 8).replaceAll('\n', ' ');
}

module.exports = { secretsIn };
