import type { SignatureVerdict } from '../control/journal';
import { SIGNED_LINES } from '../one-money/signature';

/** One line of what was signed, or one header of the credentials. */
export interface ComparedLine {
  readonly name: string;
  readonly expected: string;
  /** Null: as expected. */
  readonly sent: string | null;
  /** Where the two begin to differ. */
  readonly at: number;
}

/** What the caller signed beside what should have been signed. */
export interface SignatureComparison {
  readonly lines: readonly ComparedLine[];
  /** The first difference, in words; null: there is none. */
  readonly first: string | null;
}

/** Null: nothing is known of what the caller signed or sent. */
export function comparisonOf({ canonical, signed, diff }: SignatureVerdict): SignatureComparison | null {
  if (canonical !== null) return signed === null ? null : compareSigned(canonical, signed);
  return diff === null ? null : inWords(diff.flatMap((line, index) => headerOf(line, diff[index + 1])));
}

/** Two strings to sign. Browsers send the line ends of a form as CRLF. */
export function compareSigned(canonical: string, signed: string): SignatureComparison {
  const expected = canonical.split('\n');
  const sent = signed.replaceAll('\r\n', '\n').split('\n');
  const count = Math.max(expected.length, sent.length);
  return inWords(
    Array.from({ length: count }, (_, index) =>
      compared(SIGNED_LINES[index] ?? 'after the last line', expected[index], sent[index]),
    ),
  );
}

function compared(name: string, expected: string | undefined, sent: string | undefined): ComparedLine {
  if (expected === sent) return { name, expected: expected ?? '', sent: null, at: 0 };
  // A line too many can be empty: then what is too much is the line feed before it.
  if (expected === undefined) return { name, expected: '(nothing)', sent: sent || '(a line feed)', at: 0 };
  if (sent === undefined) return { name, expected, sent: '(nothing)', at: 0 };
  return { name, expected, sent, at: firstDifference(expected, sent) };
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** `= name: value` is the same; `- name: sent` is followed by `+ name: expected`. */
function headerOf(line: string, next: string | undefined): ComparedLine[] {
  const [mark, name, value] = partsOf(line);
  if (mark === '=') return [{ name, expected: value, sent: null, at: 0 }];
  if (mark !== '-' || next === undefined) return [];
  return [{ name, expected: partsOf(next)[2], sent: value, at: 0 }];
}

function partsOf(line: string): [mark: string, name: string, value: string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, 1), line.slice(2, colon), line.slice(colon + 2)];
}

function inWords(lines: readonly ComparedLine[]): SignatureComparison {
  const found = lines.find(({ sent }) => sent !== null);
  if (!found) return { lines, first: null };
  const where = found.at > 0 ? `, from its character ${found.at + 1} on` : '';
  return { lines, first: `${found.name}${where}` };
}
