import { DEMO_CREDENTIALS } from '../consumers/sandbox-consumers';
import { type Config, SANDBOX_ONE_MONEY } from '../config/config';

/** How requests are signed, with an example that can be checked byte for byte (docs/signing.md has the same). */
const SIGNING = `1Money's own scheme, of two headers:

- \`Authorization: OneMoney-HMAC-SHA256 <client_id>:<timestamp>:<signature>\`
- \`X-OM-Date: <timestamp>\`, the same one: UTC in seconds, \`YYYYMMDDThhmmssZ\`, at most five minutes off.

The string to sign has five lines, joined by one LF each, without one at the end: \`client_id\`; the timestamp; the
method in capitals; the path as it stands on the request line, without scheme, host and query; the SHA-256 of the
exact bytes of the body in lower-case hexadecimal (no body: of no bytes,
\`e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\`). No header is part of it.

The signature is the HMAC-SHA256 of that string (UTF-8) in lower-case hexadecimal, 64 characters. Its key is the
secret, which is URL-safe base64, decoded. Sign every attempt anew.

Example: with the client_id \`ak_test_01\` and the secret \`1OO63iFG1bdFLCsCIN0oyqzHmnhMU_72-VKu0_btc7w\`, \`POST
/v1/customers/hosted\` at \`20260115T093000Z\` with these 93 bytes (UTF-8; \`ë\` is C3 AB) as its body

\`\`\`json
{"email":"ops@acme.example","first_name":"Zoë","last_name":"Kim","customer_type":"BUSINESS"}
\`\`\`

signs these 118 bytes

\`\`\`text
ak_test_01
20260115T093000Z
POST
/v1/customers/hosted
afc620d53abba1de4b897bf34d111c28dd3c893f9060bc6ff3381103eb2dc9dc
\`\`\`

and sends

\`\`\`http
Authorization: OneMoney-HMAC-SHA256 ak_test_01:20260115T093000Z:0b3f8c1bec4b826635cbd37c1454063fbdf2e44424fc62f63f3f2a1c1cda800c
X-OM-Date: 20260115T093000Z
\`\`\``;

/** In sandbox mode, with the public credentials. */
export const signingDescription = (mode: Config['mode']): string =>
  mode === 'sandbox' ? `${SIGNING}\n\n${PUBLIC_PAIRS}` : SIGNING;

const PUBLIC_PAIRS =
  `In sandbox mode the first consumer is \`${DEMO_CREDENTIALS.clientId}\` with the secret ` +
  `\`${DEMO_CREDENTIALS.secret}\`. The sandbox itself, which plays 1Money, takes the same scheme ` +
  `with the access key \`${SANDBOX_ONE_MONEY.accessKey}\` and the secret \`${SANDBOX_ONE_MONEY.secretKey}\`.`;
