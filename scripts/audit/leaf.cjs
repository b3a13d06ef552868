// The bytes of an entry, and whether the columns of its row say the same. Written for the verifier: the gateway has its
// own.
const FORMAT = 'portico.audit/v1';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** In the order of the columns that the verifier reads. */
const MEMBERS = [
  'entry_id',
  'occurred_at',
  'request_id',
  'consumer',
  'actor',
  'action',
  'subject',
  'phase',
  'intent_id',
  'vendor',
  'vendor_request_id',
  'result',
  'detail',
];
const COLUMNS = MEMBERS.map((name) => {
  if (name === 'occurred_at') return `to_char(e.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return ['detail', 'entry_id', 'request_id', 'intent_id'].includes(name) ? `e.${name}::text` : `e.${name}`;
});

/** RFC 8785, for what JSON.parse gives. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
    .join(',')}}`;
}

/**
 * A number as digits and exponent, exactly: 1e+30, 10.0e29 and 1 followed by thirty zeros are the same; a difference in
 * the thirtieth digit is one.
 */
function exact(number) {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number);
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  return significant === ''
    ? '0'
    : `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** JSON, with its numbers as exact text, in canonical form. */
const exactJson = (text) =>
  canonical(
    JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
        token[0] === '"' ? token : `"#${exact(token)}"`,
      ),
    ),
  );
/** Perhaps a number that a double cannot hold: shorter ones are equal when their doubles are. */
const LONG_NUMBER = /\d[\d.]{15}/;

const PREFIX = Buffer.from(`${FORMAT}\n`);
const SORTED = MEMBERS.toSorted();

/** The text of a leaf with these members: RFC 8785, for an object whose names are known. */
const canonicalEntry = (entry, detail) =>
  `{${SORTED.map((name) => `"${name}":${name === 'detail' ? detail : JSON.stringify(entry[name])}`).join(',')}}`;

/** What is wrong between a leaf and the columns beside it: a sentence, or null. */
function disagreement(leaf, columns) {
  if (!leaf.subarray(0, PREFIX.length).equals(PREFIX)) return 'its leaf has an unknown format';
  let entry, text;
  try {
    text = utf8.decode(leaf.subarray(PREFIX.length));
    entry = JSON.parse(text);
  } catch {
    return 'its leaf is not JSON';
  }
  const detail = canonical(entry?.detail ?? null);
  if (canonicalEntry(entry ?? {}, detail) !== text) return 'its leaf is not the canonical JSON of the format';
  for (const [at, name] of MEMBERS.entries()) {
    const column = columns[at];
    if (name === 'detail') {
      if (!isSameJson(detail, column)) return 'the column detail says something else than its leaf';
    } else if (column !== (name === 'occurred_at' ? String(entry.occurred_at).replace('Z', '000Z') : entry[name]))
      return `the column ${name} says ${JSON.stringify(column)}, its leaf ${JSON.stringify(entry[name])}`;
  }
  return null;
}

function isSameJson(detail, column) {
  if (column === null || canonical(JSON.parse(column)) !== detail) return false;
  return !LONG_NUMBER.test(column) || exactJson(column) === exactJson(detail);
}

/** The bytes of an entry with these members. */
const leafOf = (entry) => Buffer.concat([PREFIX, Buffer.from(canonicalEntry(entry, canonical(entry.detail)))]);

module.exports = {
  leafOf,
  COLUMNS,
  ACTION: MEMBERS.indexOf('action'),
  SUBJECT: MEMBERS.indexOf('subject'),
  disagreement,
};
