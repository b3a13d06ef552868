import fs from 'node:fs/promises';
import path from 'node:path';
import type { ProvedEntry } from '../evidence-entries';
import type { PackContent } from './content';
import { readmeOf } from './readme';
import { reportOf } from './report';

/** Of this release: it stands beside dist/ in the package and in the image. */
const VERIFIER = path.join(__dirname, '../../../../tools/verify-receipt');

/** As `npx portico audit export` writes it. */
const lineOf = ({ leafIndex, entry, receipt }: ProvedEntry): object => ({ leaf_index: leafIndex, entry, receipt });

const linesOf = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** The files that the manifest lists, by their paths; all but the verifier follow from the content. */
export async function filesOf(content: PackContent): Promise<Map<string, Buffer>> {
  const { wish, entries, receipts, handovers, checkpoint, jwks, people } = content;
  const optional: [string, string][] = [
    ['consent-receipts.jsonl', linesOf(receipts.map(({ line }) => line))],
    ['handovers.jsonl', linesOf(handovers.map(lineOf))],
    ['person.json', people.size === 0 ? '' : `${JSON.stringify(Object.fromEntries(people), null, 2)}\n`],
  ];
  const texts: [string, string][] = [
    ['README.txt', readmeOf(content)],
    ['report.html', reportOf(content)],
    ['entries.jsonl', linesOf(entries.map(lineOf))],
    ...optional.filter(([, text]) => text !== ''),
    ['checkpoint', checkpoint],
    ['keys/vkeys', wish.vkeys.map((vkey) => `${vkey}\n`).join('')],
    ['keys/jwks.json', `${JSON.stringify({ keys: jwks }, null, 2)}\n`],
  ];
  return new Map([
    ...texts.map(([name, text]): [string, Buffer] => [name, Buffer.from(text)]),
    ['verify-receipt.py', await fs.readFile(VERIFIER)],
  ]);
}
