/**
 * A table of transitions as a picture: a Mermaid state diagram. Rows are [from, event, to, who]; several events between
 * two states share an arrow. `first` is the state that a journey begins in; states in `ends` have an arrow to the end.
 */
function stateGraph(rows, { first, ends }) {
  const arrows = new Map();
  for (const [from, event, to, who] of rows) {
    const key = `${from} --> ${to}`;
    arrows.set(key, [...(arrows.get(key) ?? []), `${event} (${who})`]);
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${first}`,
    ...[...arrows].map(([arrow, events]) => `  ${arrow}: ${events.join(', ')}`),
    ...ends.map((state) => `  ${state} --> [*]`),
    '```',
  ].join('\n');
}

module.exports = { stateGraph };
