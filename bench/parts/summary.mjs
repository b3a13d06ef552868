/** The middle of the numbers; NaN of none. */
export function median(numbers) {
  const sorted = numbers.filter((one) => Number.isFinite(one)).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const METRICS = {
  rate: (one) => one.rate,
  p50: (one) => one.p50,
  p99: (one) => one.p99,
  nodeUs: (one) => one.nodeUs,
  postgresUs: (one) => one.postgresUs,
  machineUs: (one) => one.machineUs,
  fsyncs: (one) => one.fsyncs,
  walBytes: (one) => one.walBytes,
  memoryMiB: (one) => one.memory.now,
  readyMs: (one) => one.readyMs,
  others: (one) => one.others,
};
/** What a target is compared with, and in which metrics. */
const REFERENCES = ['a', 'aBatch', 'limit', 'd', 'portico'];
const COMPARED = ['rate', 'p50', 'p99'];

/**
 * One line for each target, Node and number of connections: medians, and medians of the ratios to the references, each
 * taken inside one round on the same Node. Flawed measurements count in nothing but `flaws`.
 */
export function summarize(measurements) {
  const groups = Map.groupBy
    ? Map.groupBy(measurements, keyOf)
    : measurements.reduce((all, one) => all.set(keyOf(one), [...(all.get(keyOf(one)) ?? []), one]), new Map());
  return [...groups.values()].map((all) => {
    const sound = all.filter(({ flaw }) => flaw === null);
    const { target, node, connections } = all[0];
    const medians = Object.fromEntries(
      Object.entries(METRICS).map(([name, read]) => [name, rounded(median(sound.map(read)))]),
    );
    return {
      target,
      node,
      connections,
      rounds: sound.length,
      flaws: all.length - sound.length,
      ...medians,
      ratios: ratiosOf(sound, measurements),
    };
  });
}

const keyOf = ({ target, node, connections }) => `${target} ${node} ${connections}`;

function ratiosOf(sound, measurements) {
  const ratios = {};
  for (const reference of REFERENCES) {
    const pairs = sound.flatMap((one) => {
      const other = measurements.find(
        (candidate) =>
          candidate.flaw === null &&
          candidate.target === reference &&
          candidate.round === one.round &&
          candidate.node === one.node &&
          candidate.connections === one.connections,
      );
      return other && other !== one ? [[one, other]] : [];
    });
    if (pairs.length === 0) continue;
    ratios[reference] = Object.fromEntries(
      COMPARED.map((name) => [
        name,
        rounded(median(pairs.map(([one, other]) => METRICS[name](one) / METRICS[name](other)))),
      ]),
    );
  }
  return ratios;
}

/** Four significant digits. */
const rounded = (number) => (Number.isFinite(number) ? Number(number.toPrecision(4)) : null);

/** Null, or why a measurement is invalid. */
export function flawOf({ accepted, refused, broken, statuses }, { results, audited }) {
  if (refused > 0 || broken > 0) return `${refused} refused, ${broken} broken: ${JSON.stringify(statuses)}`;
  if (accepted === 0) return 'no request was answered';
  if (results < accepted) return `${accepted} answers have ${results} rows behind them`;
  if (audited < 2 * accepted) return `${accepted} answers have ${audited} audit rows behind them`;
  return null;
}
