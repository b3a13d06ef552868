import { randomBytes } from 'node:crypto';
import { returnKeyOf } from '../src/consumers/returns/return-keys';
import { signedReturn } from '../src/http/pages/signed-return';
import { flags, fromCommandLine, pick, randomOf, type Result } from './campaign';
import { acceptedBy, PROGRAMS, type ReturnCase } from './return-programs';

export interface ReturnsResult extends Result {
  readonly mutated: number;
  readonly genuine: number;
  /** Programs that were executed, and those whose language is not on this machine. */
  readonly programs: readonly string[];
  readonly skipped: readonly string[];
  /** By program: kinds of mutation that were accepted, and how many genuine returns were refused. */
  readonly accepted: Readonly<Record<string, readonly string[]>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** What a return is signed with. */
interface Signer {
  readonly clientId: string;
  readonly secret: string;
  readonly key: ReturnType<typeof returnKeyOf>;
}

const PAGES = [
  'https://app.example.com/kyb/return?state=abc123',
  'https://app.example.com/',
  'http://localhost:8080/back?a=1&b=%C3%BC&c=',
  'https://pay.example.com:8443/r?x=a+b&y=%2B',
  'https://app.example.com/kyb?flag',
];
/** Seconds around which the returns are made. */
const NOW = 1_768_469_410;
const WINDOW = 300;

/** A signed query, and what it is verified with. */
function genuine({ clientId, secret, key }: Signer, random: () => number, at = NOW): ReturnCase {
  const id = Array.from({ length: 8 }, () => Math.floor(random() * 36).toString(36)).join('');
  const parameters: Record<string, string> =
    random() < 0.5
      ? { customer_id: id, status: pick(['APPROVED', 'PENDING_REVIEW', 'INIT'], random) }
      : { consent_handle: `${id},${id}2`, status: pick(['APPROVED', 'REJECTED', 'FAILED', 'ABANDONED'], random) };
  const href = signedReturn(new URL(pick(PAGES, random)).href, parameters, {
    clientId,
    secrets: [Buffer.from(secret, 'base64url')],
    key: { id: key.jwk.kid, privateKey: key.privateKey },
    at: new Date(at * 1000),
  });
  const [page = '', query = ''] = href.split('?', 2);
  return { query, page, clientId, secret, kid: key.jwk.kid, x: key.jwk.x, now: NOW };
}

const signerOf = (clientId: string): Signer => ({
  clientId,
  secret: randomBytes(32).toString('base64url'),
  key: returnKeyOf(randomBytes(32)),
});

type Mutation = (one: ReturnCase, random: () => number, others: { signer: Signer; other: Signer }) => ReturnCase;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);
const pairsOf = ({ query }: ReturnCase): string[] => query.split('&');
const withPairs = (one: ReturnCase, pairs: readonly string[]): ReturnCase => ({ ...one, query: pairs.join('&') });
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Changes the value of a parameter. */
const valueOf =
  (name: string, change: (value: string, random: () => number) => string): Mutation =>
  (one, random) =>
    withPairs(
      one,
      pairsOf(one).map((pair) =>
        pair.startsWith(`${name}=`) ? `${name}=${change(pair.slice(name.length + 1), random)}` : pair,
      ),
    );

function otherCharacter(text: string, random: () => number): string {
  const at = below(random, text.length);
  return (
    text.slice(0, at) +
    pick(
      [...BASE64URL].filter((one) => one !== text[at]),
      random,
    ) +
    text.slice(at + 1)
  );
}

/** The character at `at` in another encoding of the same meaning; the text itself where it has none. */
function encodedAnew(query: string, at: number): string {
  const code = query.charCodeAt(at);
  if (query[at] === '=' || query[at] === '&') return query;
  if (query[at] === '%') {
    const hex = query.slice(at + 1, at + 3);
    const changed = hex === hex.toUpperCase() ? hex.toLowerCase() : hex.toUpperCase();
    return changed === hex ? query : query.slice(0, at + 1) + changed + query.slice(at + 3);
  }
  const isInEscape = /%.?$/.test(query.slice(Math.max(0, at - 2), at));
  return isInEscape ? query : `${query.slice(0, at)}%${code.toString(16).toUpperCase()}${query.slice(at + 1)}`;
}

/** Alterations of everything that a return consists of. Each of them changes something. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a character': (one, random) => ({ ...one, query: otherCharacter(one.query, random) }),
  'a character less': (one, random) => {
    const at = below(random, one.query.length);
    return { ...one, query: one.query.slice(0, at) + one.query.slice(at + 1) };
  },
  'a character more': (one, random) => {
    const at = below(random, one.query.length + 1);
    return { ...one, query: one.query.slice(0, at) + pick([...`${BASE64URL}.&=%+ `], random) + one.query.slice(at) };
  },
  'two parameters swapped': (one, random) => {
    const pairs = pairsOf(one);
    const [from, to] = [below(random, pairs.length), below(random, pairs.length)];
    const other = from === to ? (to + 1) % pairs.length : to;
    return withPairs(
      one,
      pairs.map((pair, at) => (at === from ? pairs[other]! : at === other ? pairs[from]! : pair)),
    );
  },
  'two values swapped': (one, random) => {
    const [status, ...rest] = pairsOf(one)
      .filter((pair) => pair.includes('='))
      .toReversed();
    const other = pick(rest, random);
    const swap = (pair: string): string =>
      pair === status
        ? `${pair.split('=', 1)[0]}=${other.split('=').slice(1).join('=')}`
        : pair === other
          ? `${pair.split('=', 1)[0]}=${status!.split('=').slice(1).join('=')}`
          : pair;
    return withPairs(one, pairsOf(one).map(swap));
  },
  'a parameter twice': (one, random) => {
    const pairs = pairsOf(one);
    return withPairs(one, pairs.toSpliced(below(random, pairs.length + 1), 0, pick(pairs, random)));
  },
  'a parameter twice, with another value': (one, random) => {
    const pairs = pairsOf(one);
    const [name] = pick(pairs, random).split('=', 1);
    return withPairs(one, pairs.toSpliced(below(random, pairs.length + 1), 0, `${name}=APPROVED`));
  },
  'a parameter more': (one, random) => {
    const pairs = pairsOf(one);
    return withPairs(
      one,
      pairs.toSpliced(below(random, pairs.length + 1), 0, pick(['x=1', 'utm_source=mail', '', 'status', '='], random)),
    );
  },
  'a parameter less': (one, random) => {
    const pairs = pairsOf(one);
    return withPairs(one, pairs.toSpliced(below(random, pairs.length), 1));
  },
  'a name in another case': (one, random) => {
    const pairs = pairsOf(one);
    const at = below(random, pairs.length);
    const [name = '', ...value] = pairs[at]!.split('=');
    const changed = random() < 0.5 ? name.toUpperCase() : name[0]!.toUpperCase() + name.slice(1);
    return withPairs(one, pairs.with(at, [changed, ...value].join('=')));
  },
  'another encoding': (one, random) => {
    for (;;) {
      const query = encodedAnew(one.query, below(random, one.query.length));
      if (query !== one.query) return { ...one, query };
    }
  },
  'another status': valueOf('status', (value) => (value === 'APPROVED' ? 'REJECTED' : 'APPROVED')),
  'another time': valueOf('portico_ts', (value, random) => String(Number(value) + pick([-1, 1, 60, -60], random))),
  'another key id': valueOf('portico_kid', otherCharacter),
  'an altered signature': valueOf('portico_sig', otherCharacter),
  'an altered HMAC': valueOf('portico_hmac', otherCharacter),
  'a shorter signature': valueOf('portico_sig', (value, random) => value.slice(0, below(random, value.length))),
  'a shorter HMAC': valueOf('portico_hmac', (value, random) => value.slice(0, below(random, value.length))),
  'a padded signature': valueOf('portico_sig', (value) => `${value}==`),
  'a padded HMAC': valueOf('portico_hmac', (value) => `${value}=`),
  'the HMAC twice': valueOf('portico_hmac', (value, random) => (random() < 0.5 ? `${value}${value}` : `${value}.`)),
  'no HMAC': (one) => withPairs(one, pairsOf(one).slice(0, -1)),
  'no signature': (one) => withPairs(one, pairsOf(one).slice(0, -2)),
  'a line feed': (one, random) => {
    const at = below(random, one.query.length + 1);
    return { ...one, query: `${one.query.slice(0, at)}%0A${one.query.slice(at)}` };
  },
  'too old, or from the future': (_one, random, { signer }) =>
    genuine(signer, random, NOW + (random() < 0.5 ? -1 : 1) * (WINDOW + 1 + below(random, 100_000))),
  "another consumer's": (one, random, { other, signer }) => ({
    ...genuine({ ...other, key: signer.key }, random),
    clientId: one.clientId,
    secret: one.secret,
  }),
  'shown to another consumer with the same secret': (one) => ({ ...one, clientId: `${one.clientId}2` }),
  'by a key that is not published': (one, random, { other, signer }) => ({
    ...genuine({ ...signer, key: other.key }, random),
    kid: one.kid,
    x: one.x,
  }),
  'by another key under the id of the published one': (one, random, { other, signer }) => {
    const key = { privateKey: other.key.privateKey, jwk: signer.key.jwk };
    return { ...genuine({ ...signer, key }, random), kid: one.kid, x: one.x };
  },
  'of another page': (one, random) => ({
    ...one,
    page: pick([`${one.page}x`, one.page.replace('://', '://www.'), 'https://app.example.com/other'], random),
  }),
  'of parts of two returns': (one, random, { signer }) => {
    const [mine, theirs] = [pairsOf(one), pairsOf(genuine(signer, random, NOW - 1 - below(random, 200)))];
    return withPairs(one, [...mine.slice(0, -4), ...theirs.slice(-4)]);
  },
};

const KINDS = Object.keys(MUTATIONS);
const isSameCase = (one: ReturnCase, other: ReturnCase): boolean =>
  (Object.keys(one) as (keyof ReturnCase)[]).every((name) => one[name] === other[name]);

/**
 * Genuine returns, and mutated ones, are given to the programs of docs/returns.md. `weaken` alters a program, for the
 * control.
 */
export function returns({
  seed,
  mutated,
  genuine: count,
  weaken,
}: {
  seed: number;
  mutated: number;
  genuine: number;
  weaken?: (code: string) => string;
}): ReturnsResult {
  const begun = performance.now();
  const random = randomOf(seed);
  const [signer, other] = [signerOf('demo-consumer'), signerOf('other-consumer')];
  const cases: { kind: string | null; one: ReturnCase }[] = Array.from({ length: count }, () => ({
    kind: null,
    one: genuine(signer, random, NOW + below(random, 2 * WINDOW + 1) - WINDOW),
  }));
  for (let index = 0; index < mutated; index++) {
    const kind = KINDS[index % KINDS.length]!;
    const before = genuine(signer, random);
    let one = before;
    while (isSameCase(one, before)) one = MUTATIONS[kind]!(before, random, { signer, other });
    cases.push({ kind, one });
  }
  const present = PROGRAMS.filter(({ isThere }) => isThere());
  const results = present.map((program) => {
    const said = acceptedBy(
      program,
      cases.map(({ one }) => one),
      weaken,
    );
    const wrong = cases.filter(({ kind }, at) => said[at] !== (kind === null));
    return [program.language, wrong.map(({ kind }) => kind)] as const;
  });
  const accepted = Object.fromEntries(
    results.map(([language, wrong]) => [language, [...new Set(wrong.filter((kind) => kind !== null))]]),
  );
  const refused = Object.fromEntries(
    results.map(([language, wrong]) => [language, wrong.filter((kind) => kind === null).length]),
  );
  return {
    campaign: 'returns',
    seed,
    isPassed:
      present.length > 0 &&
      Object.values(accepted).every((kinds) => kinds.length === 0) &&
      Object.values(refused).every((number) => number === 0),
    mutated,
    genuine: count,
    programs: present.map(({ language }) => language),
    skipped: PROGRAMS.filter((program) => !present.includes(program)).map(({ language }) => language),
    accepted,
    refused,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

if (require.main === module) {
  const { seed, mutated, genuine: count } = flags({ mutated: 100_000, genuine: 2_000 });
  void fromCommandLine(async () => returns({ seed, mutated, genuine: count }));
}
