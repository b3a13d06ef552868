// Writes the pages that say what the code's tables say: docs/states.md, docs/errors.md, docs/scopes.md,
// docs/roles.md, docs/event-types.md and docs/licences.md. A test compares them.
const fs = require('node:fs');
const path = require('node:path');
const { readArguments } = require('./arguments.cjs');
const { eventTypes } = require('./docs/event-types.cjs');
const { stateGraph } = require('./docs/state-graph.cjs');
const { withMagicInputs } = require('./docs/magic-inputs.cjs');
const { table } = require('./docs/table.cjs');
const { licencesPage } = require('./release/licences.cjs');

const root = path.resolve(__dirname, '..');
const built = (file) => require(path.join(root, 'dist/src', file));

const code = (text) => `\`${text}\``;

function states() {
  const { KYB_STATUSES } = built('onboarding/kyb/kyb-status.js');
  const { CONSENT_STATUSES, TRANSITIONS } = built('consent/consent-status.js');
  const { JOURNEY_STATES, nextActionOf } = built('consent/status/consent-state.js');
  const { STUCK_AT_MEANINGS } = built('journeys/stuck-at.js');
  const { standingAt } = built('journeys/journey-standing.js');
  const { KYB_TRANSITIONS } = built('sandbox/one-money/kyb-status.js');
  return `# States

Printed from the code by \`npm run docs\`. Portico records what a vendor reports and enforces no order of its own: a
poll can miss steps.

## KYB statuses (1Money)

${table(
  ['Status', 'A grant can be made', 'Meaning'],
  Object.entries(KYB_STATUSES).map(([status, { mayGrant, meaning }]) => [
    code(status),
    mayGrant ? 'yes' : 'no',
    meaning,
  ]),
)}

A status that Portico does not know counts as \`UNDER_REVIEW\`. This is the graph that 1Money publishes, and that the
sandbox's \`/transition\` follows:

${stateGraph(KYB_TRANSITIONS, { first: 'INIT', ends: ['APPROVED'] })}

## Consent statuses (FinPro)

${table(
  ['Status', 'Final', 'Meaning'],
  Object.entries(CONSENT_STATUSES).map(([status, { isFinal, meaning }]) => [
    code(status),
    isFinal ? 'yes' : 'no',
    meaning,
  ]),
)}

${stateGraph(
  TRANSITIONS.filter((transition) => !transition.includes('UNRECOGNISED')),
  {
    first: 'REQUESTED',
    ends: Object.keys(CONSENT_STATUSES).filter((status) => CONSENT_STATUSES[status].isFinal),
  },
)}

${table(
  ['From', 'Event', 'To', 'Who'],
  TRANSITIONS.map(([from, event, to, who]) => [code(from), event, code(to), who]),
)}

## Journey states of a consent

What a consumer sees in \`state\`, and what to do next.

One approval has three words, each of another thing: the user's visit ended with \`APPROVED\` (\`status\` in the
return to your page); the journey is \`APPROVED\` (\`state\`); FinPro's consent is \`ACTIVE\` (\`consent_status\`,
and the event \`consent.status_changed\`). \`FAILED\` and \`ABANDONED\` are about a visit only: the consent stays
\`PENDING\`, FinPro reports no change, and so no event tells of them. They are in the return, in \`state\`, and in
the reason of \`GET /v1/journeys/{reference}\`.

${table(
  ['Return and `state`', '`consent_status` and event', 'Meaning'],
  [
    ['`APPROVED`', '`ACTIVE`', 'FinPro lists the consent as active'],
    ['`REJECTED`', '`REJECTED`', 'the user rejected it'],
    ['`FAILED`', '`PENDING`, no event', 'the visit failed; a fresh link leads on'],
    ['`ABANDONED`', '`PENDING`, no event', 'the user left without a decision; a fresh link leads on'],
    ['`PENDING`', '`PENDING`', 'not decided, or FinPro has not confirmed a decision yet'],
  ],
)}

${table(
  ['State', 'Next'],
  JOURNEY_STATES.map((state) => [code(state), nextActionOf(state)]),
)}

## Where a journey can be stuck

*Stuck*: nothing goes on until somebody does something. *Under way*: the user, the vendor or Portico is at work on it.
*Over*: nothing is left, as where nothing is waited for. The console says so in its list of journeys, and in its flow
counts a journey that is stuck or over without having been approved as dropped out.

${table(
  ['Stuck at', 'Standing', 'Meaning'],
  Object.entries(STUCK_AT_MEANINGS).map(([stuckAt, meaning]) => [
    code(stuckAt),
    standingAt(stuckAt).replace('-', ' '),
    meaning,
  ]),
)}
`;
}

function errors() {
  const { FAULTS } = built('errors.js');
  return `# Errors

Printed from the code by \`npm run docs\`. The last part of \`type\` is the error's name; \`retryable\`
says whether the same request may succeed later. On FinPro's operations the same errors have FinPro's five fields.

${table(
  ['Error', 'Status', 'Title', 'What to do', 'Retryable'],
  Object.entries(FAULTS)
    .toSorted(([a, one], [b, other]) => one.status - other.status || a.localeCompare(b))
    .map(([name, { status, title, nextAction, retryable }]) => [
      code(name),
      status,
      title,
      nextAction,
      retryable ? 'yes' : 'no',
    ]),
)}
`;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD'];

/** Every route of the gateway: its controller, its handler, its method and its path. */
function routes() {
  require('reflect-metadata');
  const files = fs
    .readdirSync(path.join(root, 'dist/src'), { recursive: true })
    .filter((file) => file.endsWith('.controller.js') && !file.startsWith('sandbox'));
  return files.toSorted().flatMap((file) =>
    Object.values(built(file))
      .filter((one) => typeof one === 'function' && Reflect.hasMetadata('path', one))
      .flatMap((controller) =>
        Object.values(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(({ value: handler }) => {
          if (!handler || !Reflect.hasMetadata('method', handler)) return [];
          const parts = [Reflect.getMetadata('path', controller), Reflect.getMetadata('path', handler)];
          return {
            controller,
            handler,
            method: METHODS[Reflect.getMetadata('method', handler)],
            path: `/${parts
              .flat()
              .filter((part) => part !== '/' && part !== '')
              .join('/')}`.replace(/:(\w+)/g, '{$1}'),
          };
        }),
      ),
  );
}

/** Every operation of the API, with the scopes that its decorators name. */
function operations() {
  const { SCOPE_METADATA, PUBLIC_METADATA } = built('http/request/caller.js');
  const { ROLES_METADATA } = built('http/request/operator.js');
  return routes().flatMap(({ controller, handler, ...route }) => {
    const operation = Reflect.getMetadata('swagger/apiOperation', handler);
    const of = (name) => Reflect.getMetadata(name, handler) ?? Reflect.getMetadata(name, controller);
    if (!operation || of(PUBLIC_METADATA)) return [];
    return { ...route, summary: operation.summary, roles: of(ROLES_METADATA), scopes: of(SCOPE_METADATA) ?? [] };
  });
}

/** Every route of the console, with the roles that its decorator names. */
function consoleRoutes() {
  const { CONSOLE_METADATA } = built('console/page/console-access.js');
  return routes().flatMap(({ handler, method, path: target }) => {
    const access = Reflect.getMetadata(CONSOLE_METADATA, handler);
    return access ? { method, path: target, ...access } : [];
  });
}

const needsOnly =
  (scope) =>
  ({ scopes: needed }) =>
    needed.length === 1 && needed[0] === scope;

const rowsOf = (list) =>
  list
    .toSorted((one, other) => `${one.path} ${one.method}`.localeCompare(`${other.path} ${other.method}`))
    .map(({ method, path: target, summary }) => [code(`${method} ${target}`), summary]);

function scopes() {
  const { SCOPES } = built('http/request/caller.js');
  const all = operations().filter(({ roles }) => roles === undefined);
  const either = all.filter(({ scopes: needed }) => needed.length !== 1);
  return `# Scopes

Printed from the code by \`npm run docs\`. A consumer has scopes from its registration on
(\`npx portico consumers create|update --scopes\`); an operation without its scope is answered 403 \`scope-missing\`.

${SCOPES.map((scope) => `## ${scope}\n\n${table(['Operation', ''], rowsOf(all.filter(needsOnly(scope))))}`).join(
  '\n\n',
)}

## One of several

What is about both journeys needs a scope of one of them, and shows that one's only.

${table(
  ['Operation', '', 'One of'],
  either
    .toSorted((one, other) => one.path.localeCompare(other.path))
    .map(({ method, path: target, summary, scopes: needed }) => [
      code(`${method} ${target}`),
      summary,
      needed.map(code).join(', ') || 'none: any consumer',
    ]),
)}

## Which family of paths

1Money names its paths in two generations, and Portico takes both, for the same customers and with the same answers:

- **Take \`/v1/customers/hosted\` and \`/v1/customers/onboarding/grants\`** for anything new: README, tutorial and the
  typed client use them. \`GET /v1/customers/{customer_id}\` adds the full customer with what compliance flagged, and
  \`GET /v1/customers\` the list; these two have no older form.
- \`/v1/customers/lightweight\` and \`/v1/customers/{customer_id}/onboarding_links\` are for clients that are written
  after 1Money's current pages.

FinPro's operations (\`/v3/requestconsent\`, …) are FinPro's own, with its four headers and its five fields of an
error. What Portico adds is below \`/v1/\`, with Bearer or HMAC and problem details, also for consents:
\`/v1/consents\`, \`/v1/journeys\`, \`/v1/links\`, \`/v1/events\`, \`/v1/audit\`. Which paths Portico itself calls at
1Money is set by \`ONE_MONEY_GENERATION\` and makes no difference to callers.
`;
}

function roles() {
  const { ROLES, ROLE_NAMES } = built('http/request/operator.js');
  const all = operations().filter(({ roles: needed }) => needed !== undefined);
  return `# Roles

Printed from the code by \`npm run docs\`. What each role of an [operator](operators.md) may do: any other request below
\`/operator/v1\` is answered 403 \`role-missing\`, and one without an operator's credentials, or with a consumer's, 401
\`unauthorized\`. A test sends every request with every role, without credentials and with a consumer's, and compares
the answers with this table.

${table(
  ['Role', ''],
  Object.entries(ROLES).map(([role, meaning]) => [code(role), meaning]),
)}

${table(
  ['Operation', '', ...ROLE_NAMES],
  all
    .toSorted((one, other) => `${one.path} ${one.method}`.localeCompare(`${other.path} ${other.method}`))
    .map(({ method, path: target, summary, roles: needed }) => [
      code(`${method} ${target}`),
      summary,
      ...ROLE_NAMES.map((role) => (needed.includes(role) ? 'yes' : 'no')),
    ]),
)}

## In the console

What each role may see and do in the [console](console.md). Without a session a browser is sent to the login; a role
that is not named gets 403 and a page that says which role is needed. A test sends every request in the same ways.

${table(
  ['Page', '', ...ROLE_NAMES, 'anyone'],
  consoleRoutes()
    .toSorted((one, other) => `${one.path} ${one.method}`.localeCompare(`${other.path} ${other.method}`))
    .map(({ method, path: target, what, roles: needed }) => [
      code(`${method} ${target}`),
      what,
      ...ROLE_NAMES.map((role) => (needed === 'anyone' || needed.includes(role) ? 'yes' : 'no')),
      needed === 'anyone' ? 'yes' : 'no',
    ]),
)}
`;
}

/** Each page by its path. */
const pages = () => ({
  'docs/states.md': states(),
  'docs/errors.md': errors(),
  'docs/scopes.md': scopes(),
  'docs/roles.md': roles(),
  'docs/event-types.md': eventTypes(built('events/events.openapi.js').eventWebhooks()),
  'docs/licences.md': licencesPage(root),
  'docs/testing.md': withMagicInputs(
    fs.readFileSync(path.join(root, 'docs/testing.md'), 'utf8'),
    built('sandbox/magic-inputs.js'),
  ),
});

module.exports = { pages };

if (require.main === module) {
  readArguments({
    usage:
      'npm run docs\n\nWrites docs/states.md, docs/errors.md, docs/scopes.md, docs/roles.md, docs/event-types.md, ' +
      'docs/licences.md and the tables of docs/testing.md from the code.',
  });
  for (const [file, text] of Object.entries(pages())) fs.writeFileSync(path.join(root, file), text);
}
