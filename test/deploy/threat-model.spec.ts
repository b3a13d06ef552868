import fs from 'node:fs';

const PAGE = fs.readFileSync('docs/threat-model.md', 'utf8');

/** What stands in a row whose third column names tests. */
interface Threat {
  readonly threat: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

function threatsOf(page: string): Threat[] {
  return page
    .split(/^(?=## )/m)
    .filter((section) => section.includes('| Threat | What stands against it | Test |'))
    .flatMap((section) =>
      section.split('\n').filter((line) => /^\| (?!Threat \||-)/.test(line) && !line.startsWith('|---')),
    )
    .map((line) => {
      const [, threat = '', , tests = ''] = line.split(' | ').flatMap((cell, at) => (at === 0 ? ['', cell] : [cell]));
      return {
        threat: threat.replace(/^\| /, ''),
        tests: [...tests.matchAll(/`(test\/[\w./-]+)`: "([^"]+)"/g)].map(([, file, title]) => ({
          file: file!,
          title: title!,
        })),
      };
    });
}

/** Whether the file has a test, or a template of tests, of this title. */
function exists({ file, title }: Threat['tests'][number]): boolean {
  if (!fs.existsSync(file)) return false;
  const text = fs.readFileSync(file, 'utf8').replaceAll("\\'", "'");
  return ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`));
}

describe('docs/threat-model.md', () => {
  const threats = threatsOf(PAGE);

  it('names a test for each threat', () => {
    expect(threats.length).toBeGreaterThan(35);
    expect(threats.filter(({ tests }) => tests.length === 0).map(({ threat }) => threat)).toEqual([]);
  });

  it('names tests that exist', () => {
    const named = threats.flatMap(({ tests }) => tests);
    expect(named.filter((one) => !exists(one))).toEqual([]);
  });

  it('control: a test that is gone is noticed', () => {
    const { file, title } = threats[0]!.tests[0]!;
    expect([
      exists({ file, title }),
      exists({ file, title: `${title} no more` }),
      exists({ file: 'test/none.ts', title }),
    ]).toEqual([true, false, false]);
  });
});
