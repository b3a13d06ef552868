// Writes the pages that say what the code's tables say: docs/states.md, docs/errors.md and docs/event-types.md. A test
// compares them.
const fs = require('node:fs');
const path = require('node:path');
const { readArguments } = require('./arguments.cjs');
const { eventTypes } = require('./docs/event-types.cjs');
const { stateGraph } = require('./docs/state-graph.cjs');
const { withMagicInputs } = require('./docs/magic-inputs.cjs');
const { table } = require('./docs/table.cjs');

const root = path.resolve(__dirname, '..');
const built = (file) => require(path.join(root, 'dist/src', file));

const code = (text) => `\`${text}\``;

function states() {
  const { KYB_STATUSES } = built('onboarding/kyb/kyb-status.js');
  const { CONSENT_STATUSES, TRANSITIONS } = built('consent/consent-status.js');
  const { JOURNEY_STATES, nextActionOf } = built('consent/status/consent-state.js');
  const { STUCK_AT_MEANINGS } = built('journeys/stuck-at.js');
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

${table(
  ['State', 'Next'],
  JOURNEY_STATES.map((state) => [code(state), nextActionOf(state)]),
)}

## Where a journey can be stuck

${table(
  ['Stuck at', 'Meaning'],
  Object.entries(STUCK_AT_MEANINGS).map(([stuckAt, meaning]) => [code(stuckAt), meaning]),
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

/** Each page by its path. */
const pages = () => ({
  'docs/states.md': states(),
  'docs/errors.md': errors(),
  'docs/event-types.md': eventTypes(built('events/events.openapi.js').eventWebhooks()),
  'docs/testing.md': withMagicInputs(
    fs.readFileSync(path.join(root, 'docs/testing.md'), 'utf8'),
    built('sandbox/magic-inputs.js'),
  ),
});

module.exports = { pages };

if (require.main === module) {
  readArguments({
    usage:
      'npm run docs\n\nWrites docs/states.md, docs/errors.md, docs/event-types.md and the tables of docs/testing.md ' +
      'from the code.',
  });
  for (const [file, text] of Object.entries(pages())) fs.writeFileSync(path.join(root, file), text);
}
