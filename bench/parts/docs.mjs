import path from 'node:path';
import fs from 'node:fs';
import { growthTable } from './growth-report.mjs';
import { plotOf } from './plot.mjs';
import { stagesTable } from './profile.mjs';
import { tablesOf } from './report.mjs';

const PLOT = 'docs/performance.svg';

function resultOf(folder, name) {
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) throw new Error(`There is no ${name} in ${folder}: measure first.`);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** Replaces what stands between the two marks of a page. */
function replace(file, mark, text) {
  const [begin, end] = [`<!-- measured: ${mark} -->`, '<!-- /measured -->'];
  const page = fs.readFileSync(file, 'utf8');
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} has no block between ${begin} and ${end}`);
  fs.writeFileSync(file, `${page.slice(0, from)}${begin}\n\n${text}\n${page.slice(to)}`);
}

/** Tables of docs/performance.md and the plot beside it become those of the last benchmark and the last profile. */
export function writeDocs(results) {
  const result = resultOf(results, 'bench.json');
  replace('docs/performance.md', 'npm run bench', tablesOf(result));
  fs.writeFileSync(PLOT, plotOf(result));
  replace('docs/performance.md', 'npm run bench -- --profile', stagesTable(resultOf(results, 'profile.json')));
}

/** The table of docs/scaling.md becomes that of the last measurement of growth. */
export function writeGrowth(results) {
  replace('docs/scaling.md', 'npm run bench:growth', growthTable(resultOf(results, 'growth.json')));
}
