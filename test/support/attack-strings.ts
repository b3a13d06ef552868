/** A part of a regular expression: its source without the quantifier, its alternatives, and how often it may occur. */
interface Piece {
  readonly source: string;
  /** Alternatives of a group, each a list of parts; null for a single character or a class. Empty for zero width. */
  readonly group: readonly (readonly Piece[])[] | null;
  readonly min: number;
  readonly max: number;
}

/** Characters of which at least one is inside, and one outside, of every class that occurs. */
const ALPHABET = [
  ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)),
  '\n',
  '\t',
  '\0',
  '\u00e9',
  '\u2014',
  '\ue000',
];

/** Parses the source of a regular expression. Throws on unknown syntax. */
class Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  alternatives(): Piece[][] {
    const found: Piece[][] = [[]];
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.source[this.at] === '|') {
        this.at++;
        found.push([]);
      } else found.at(-1)!.push(this.piece());
    }
    return found;
  }

  private piece(): Piece {
    const { source, group } = this.atom();
    const quantifier = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.source.slice(this.at));
    if (!quantifier) return { source, group, min: 1, max: 1 };
    this.at += quantifier[0].length;
    const [, sign, least, comma, most] = quantifier;
    if (sign) return { source, group, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    return { source, group, min: Number(least), max: comma ? Number(most || Number.POSITIVE_INFINITY) : Number(least) };
  }

  private atom(): { source: string; group: Piece['group'] } {
    const start = this.at;
    const text = this.source.slice(start);
    const opening = /^\((?:\?(?::|<?[=!]|<\w+>))?/.exec(text)?.[0];
    if (opening) {
      this.at += opening.length;
      const inner = this.alternatives();
      this.at++;
      return { source: this.source.slice(start, this.at), group: /[=!]$/.test(opening) ? [] : inner };
    }
    const single =
      /^(?:\[(?:\\[\s\S]|[^\]\\])*\]|\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{\w+\}|[\s\S])|[\s\S])/i.exec(
        text,
      )![0];
    this.at += single.length;
    return { source: single, group: /^(?:[\^$]|\\[bB\d])$/.test(single) ? [] : null };
  }
}

/**
 * Texts of `length` that are slow for a regular expression, made from its own parts: each part, and each kind of
 * character that it distinguishes, alone and in pairs, repeated after a possible beginning, with an end that does not
 * match.
 */
export function* attacksOn({ source, flags }: RegExp, length: number): Generator<string> {
  const unicode = flags.replace(/[^uisv]/g, '');
  const members = new Map<string, string[]>();
  const charactersOf = (piece: Piece): string[] => {
    const known = members.get(piece.source) ?? membersOf(new RegExp(`^(?:${piece.source})$`, unicode));
    members.set(piece.source, known);
    return known;
  };
  const sampleOf = (piece: Piece): string =>
    piece.group ? (piece.group[0] ? sample(piece.group[0]) : '') : (charactersOf(piece)[0] ?? '');
  const sample = (row: readonly Piece[]): string =>
    row.map((piece) => sampleOf(piece).repeat(Math.max(piece.min, Math.min(1, piece.max)))).join('');
  const rows = new Reader(source).alternatives();
  const singles = rows
    .flat()
    .flatMap(withInner)
    .filter(({ group }) => group === null);
  const kindOf = (character: string): string =>
    singles.map((piece) => (charactersOf(piece).includes(character) ? 1 : 0)).join('');
  const characters = [...new Map(ALPHABET.map((character) => [kindOf(character), character])).values()].slice(0, 8);
  const endings = ['', ...characters.map((character) => character + character)];

  const tried = new Set<string>();
  const repetitions = function* (before: string, repeated: string, ends = endings): Generator<string> {
    if (repeated === '' || tried.has(`${before} ${repeated}`)) return;
    tried.add(`${before} ${repeated}`);
    for (const ending of ends) {
      const space = length - before.length - ending.length;
      if (space > 0) yield before + repeated.repeat(Math.ceil(space / repeated.length)).slice(0, space) + ending;
    }
  };
  const ofRow = function* (row: readonly Piece[], before: string): Generator<string> {
    for (const [index, piece] of row.entries()) {
      const prefix = before + sample(row.slice(0, index));
      const inner = piece.group ?? [];
      if (piece.max > 1)
        for (const repeated of [sampleOf(piece), ...inner.map(sample), inner.map(sample).join('')])
          yield* repetitions(prefix, repeated);
      for (const one of inner) yield* ofRow(one, prefix);
    }
  };
  for (const one of characters) yield* repetitions('', one);
  for (const one of characters)
    for (const other of characters) if (one !== other) yield* repetitions('', one + other, ['']);
  for (const row of rows) {
    yield* ofRow(row, '');
    yield* repetitions('', sample(row));
  }
}

const membersOf = (piece: RegExp): string[] => ALPHABET.filter((character) => piece.test(character));

const withInner = (piece: Piece): Piece[] => [piece, ...(piece.group ?? []).flat().flatMap(withInner)];

/**
 * Exponential patterns, and those of a high degree, are detected at short lengths: each length is so much greater that
 * a text takes a few times as long, not hundreds of times.
 */
const LENGTHS = [20, 24, 29, 36, 44, 52, 62, 72, 84, 96, 108, 120, 384, 1024, 2048, 8192];
/** Milliseconds for 8,192 characters below which eight times as many take less than 20, even in quadratic time. */
const SURE_MS = 0.2;

/**
 * The longest time that a regular expression takes on slow texts of up to `max` characters; stops once it exceeds
 * `enoughMs`, or once no longer text is possible.
 */
export function worstCaseMs(pattern: RegExp, max: number, enoughMs: number): number {
  let worst = 0;
  for (const length of [...LENGTHS.filter((one) => one < max), max]) {
    let worstHere = 0;
    for (const text of attacksOn(pattern, length)) {
      const taken = timeOf(pattern, text, enoughMs);
      if (taken > enoughMs && !isSlowMachine(pattern, text, taken, enoughMs)) return taken;
      worstHere = Math.max(worstHere, Math.min(taken, enoughMs));
    }
    worst = Math.max(worst, worstHere);
    if (length >= 8192 && worstHere <= SURE_MS) break;
  }
  return worst;
}

/**
 * Whether a long time is due to the machine: a text of a quarter of the length takes about a quarter as long, not a
 * sixteenth, so the pattern is linear. Never true where the time is far too long.
 */
function isSlowMachine(pattern: RegExp, text: string, taken: number, enoughMs: number): boolean {
  const eighth = Math.ceil(text.length / 8);
  return taken < 10 * enoughMs && taken < 8 * timeOf(pattern, text.slice(0, eighth) + text.slice(-eighth), 0);
}

/**
 * The least of ten measurements where one is too long, since other load only adds; of three where it is far too long;
 * one alone where there is no doubt.
 */
function timeOf(pattern: RegExp, text: string, enoughMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (
    let times = 0;
    times < 10 && least > enoughMs && !(times > 2 && least > 5 * enoughMs) && !(times > 0 && least > 400);
    times++
  ) {
    const started = performance.now();
    if (pattern.global) text.replace(pattern, '');
    else pattern.exec(text);
    least = Math.min(least, performance.now() - started);
  }
  return least;
}
