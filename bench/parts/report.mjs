import { TITLES } from './targets.mjs';

const number = (value, digits = 0) =>
  value === null || value === undefined
    ? ''
    : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const titleOf = (target) => TITLES[target] ?? `Portico of another build: ${target}`;

const COLUMNS = [
  ['requests/s', ({ rate }) => number(rate)],
  ['/ (a)', ({ ratios }) => number(ratios.a?.rate, 2)],
  ['/ (aBatch)', ({ ratios }) => number(ratios.aBatch?.rate, 2)],
  ['/ (limit)', ({ ratios }) => number(ratios.limit?.rate, 2)],
  ['/ (d)', ({ ratios }) => number(ratios.d?.rate, 1)],
  ['p50 ms', ({ p50 }) => number(p50, 2)],
  ['p99 ms', ({ p99 }) => number(p99, 2)],
  ['p50 / (a)', ({ ratios }) => number(ratios.a?.p50, 2)],
  ['p99 / (a)', ({ ratios }) => number(ratios.a?.p99, 2)],
  ['Node µs', ({ nodeUs }) => number(nodeUs)],
  ['PostgreSQL µs', ({ postgresUs }) => number(postgresUs)],
  ['fsyncs', ({ fsyncs }) => number(fsyncs, 2)],
  ['WAL bytes', ({ walBytes }) => number(walBytes)],
  ['MiB', ({ memoryMiB }) => number(memoryMiB)],
  ['ready ms', ({ readyMs }) => number(readyMs)],
  ['rounds', ({ rounds, flaws }) => (flaws > 0 ? `${rounds}, ${flaws} INVALID` : String(rounds))],
];

/** The tables of a result, one for each Node and number of connections, in Markdown. */
export function tablesOf({ about, summary }) {
  const parts = [
    `${about.date.slice(0, 10)}; ${about.cpus} × ${about.cpu}; PostgreSQL ${about.postgres} with fsync; ` +
      `${about.rounds} rounds of ${about.seconds} s, interleaved; vendor ${about.delayMs} ms; other work took ` +
      `${number(100 * Math.max(...summary.map(({ others }) => others ?? 0)))} % of the busy CPU at most (median of a ` +
      'line). Microseconds, fsyncs and bytes are for one request; ratios are medians of the ratios inside one round.',
  ];
  const seen = new Set(summary.map(({ node, connections }) => `${node} ${connections}`));
  for (const key of seen) {
    const [node, connections] = key.split(' ');
    const lines = summary.filter((line) => line.node === node && line.connections === Number(connections));
    parts.push(
      [
        `**Node ${node.slice(1)}, ${connections} connection${connections === '1' ? '' : 's'}**`,
        '',
        `| | ${COLUMNS.map(([name]) => name).join(' | ')} |`,
        `|---|${COLUMNS.map(() => '---:').join('|')}|`,
        ...lines.map((line) => `| ${titleOf(line.target)} | ${COLUMNS.map(([, cell]) => cell(line)).join(' | ')} |`),
      ].join('\n'),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

/** One measurement, as it is shown while the benchmark runs. */
export const lineOf = ({
  round,
  target,
  node,
  connections,
  rate,
  p50,
  p99,
  nodeUs,
  postgresUs,
  fsyncs,
  memory,
  readyMs,
  others,
  flaw,
}) =>
  [
    `round ${round + 1}`,
    target.padEnd(9),
    node.padEnd(9),
    `${connections}`.padStart(3),
    `${number(rate)}/s`.padStart(9),
    `p50 ${number(p50, 2)}`.padEnd(11),
    `p99 ${number(p99, 2)}`.padEnd(12),
    `node ${number(nodeUs)} µs`.padEnd(14),
    `postgres ${number(postgresUs)} µs`.padEnd(17),
    `fsyncs ${number(fsyncs, 2)}`,
    `${number(memory.now)} MiB`.padStart(8),
    `ready ${number(readyMs)} ms`.padEnd(14),
    `others ${number(100 * others)} %`,
    flaw === null ? '' : `INVALID: ${flaw}`,
  ].join('  ');
