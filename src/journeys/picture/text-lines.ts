/** Pixels of a line at the least width of a picture, as on a telephone of 390 pixels. */
const WIDTH = 340;
export const FONT_SIZE = 13;

/** In hundredths of the size, at most, in DejaVu Sans: the widest of the fonts that system-ui usually is. */
const GROUPS: readonly (readonly [characters: string, width: number])[] = [
  [" .,:;'|ijlIJ", 34],
  ['frt!()[]/-', 41],
  ['abcdeghknopqsuvxyz0123456789_"', 64],
  ['ABCDEFGHKLNOPQRSTUVXYZ#$&*+<=>?\\^`{}~', 84],
];
const WIDTHS = new Map(GROUPS.flatMap(([characters, width]) => [...characters].map((one) => [one, width] as const)));
const OTHERS = 100;

const widthOf = (text: string): number =>
  [...text].reduce((sum, one) => sum + (WIDTHS.get(one) ?? OTHERS), 0) * (FONT_SIZE / 100);
const BLANK = widthOf(' ');

/** The lines of a text in a picture, broken at blanks, and within words that are longer than a line. */
export function linesOf(text: string): string[] {
  const lines: string[] = [];
  let width = 0;
  for (const piece of text.split(' ').flatMap(piecesOf)) {
    const added = BLANK + widthOf(piece);
    if (lines.length === 0 || width + added > WIDTH) {
      lines.push(piece);
      width = added - BLANK;
    } else {
      lines[lines.length - 1] += ` ${piece}`;
      width += added;
    }
  }
  return lines;
}

/** A word, in parts that each fit into a line. */
function piecesOf(word: string): string[] {
  const pieces: string[] = [];
  let left = 0;
  for (const one of word) {
    const width = widthOf(one);
    if (width > left) {
      pieces.push(one);
      left = WIDTH - width;
    } else {
      pieces[pieces.length - 1] += one;
      left -= width;
    }
  }
  return pieces;
}
