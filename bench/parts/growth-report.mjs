const number = (value, digits = 0) =>
  value === null || value === undefined
    ? '–'
    : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const both = ({ p50, p99 }) => `${number(p50, 1)} / ${number(p99, 1)}`;

const LINES = [
  [
    'audit entries: tables and indexes, GB',
    ({ bytes }) => `${number(bytes.tables / 1e9, 1)} and ${number(bytes.indexes / 1e9, 1)}`,
  ],
  ['appends a second, 64 callers', ({ appends }) => number(appends.perSecond)],
  ['… WAL bytes of one', ({ appends }) => number(appends.walBytes)],
  ['grants a second, 64 connections', ({ grants }) => number(grants.rate)],
  ['… PostgreSQL µs of one', ({ grants }) => number(grants.postgresUs)],
  ['newest page, p50 / p99 ms', ({ newestPage }) => both(newestPage)],
  ['slowest filter, p50 / p99 ms', ({ slowestFilters }) => both(slowestFilters[0])],
  ['proof of an entry, p50 / p99 ms', ({ proof }) => both(proof)],
  ['consistency of first and last tree, p50 / p99 ms', ({ consistency }) => both(consistency)],
  ['entries a second that get their place in the tree', ({ sequencedPerSecond }) => number(sequencedPerSecond)],
  ['entries a second that are exported with receipts', ({ exported }) => number(exported?.perSecond)],
  [
    'old rows a second that are removed, the slowest table',
    ({ removedPerSecond }) => number(Math.min(...Object.values(removedPerSecond))),
  ],
];

/** One column for each number of rows, in Markdown. */
export function growthTable({ about, sizes }) {
  return [
    `${about.date.slice(0, 10)}; ${about.cpus} × ${about.cpu}; Node ${about.node.slice(1)}; ${sizes.at(-1).filters} ` +
      `filters and pairs of filters, ${about.requests} requests each.`,
    '',
    `| | ${sizes.map(({ rows }) => `${number(rows)} rows`).join(' | ')} |`,
    `|---|${sizes.map(() => '---:').join('|')}|`,
    ...LINES.map(([name, cell]) => `| ${name} | ${sizes.map(cell).join(' | ')} |`),
    '',
    `Slowest filters with ${number(sizes.at(-1).rows)} rows: ${sizes
      .at(-1)
      .slowestFilters.slice(0, 3)
      .map(({ target, p99 }) => `\`${target}\` ${number(p99, 1)} ms`)
      .join(', ')}.`,
    '',
  ].join('\n');
}
