const { table } = require('./table.cjs');

const code = (text) => `\`${text}\``;

/** Allowed values, or the type and its format. */
const kindOf = ({ type, format, enum: values }) =>
  values ? values.map(code).join(', ') : [type].flat().join(' or ') + (format ? ` (${format})` : '');

function section([type, { post }]) {
  const { schema, example } = post.requestBody.content['application/json'];
  const { data } = schema.properties;
  return `## ${type}

${post.summary}

${table(
  ['Member of `data`', 'Type', 'Meaning'],
  Object.entries(data.properties).map(([name, member]) => [code(name), kindOf(member), member.description]),
)}

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`
`;
}

/** docs/event-types.md: each type of event, the members of its data and an example, from the document's webhooks. */
const eventTypes = (webhooks) => `# Types of events

Printed from the code by \`npm run docs\`. How events are asked for and sent: [events](events.md). An event holds ids,
statuses and where they come from, never personal data. Accept types and members that are not listed here: later
versions may add some.

${Object.entries(webhooks).map(section).join('\n')}`;

module.exports = { eventTypes };
