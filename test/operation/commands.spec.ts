import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

const SCRIPTS = Object.entries(
  (JSON.parse(fs.readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts,
);
/** Commands whose arguments are parsed by another project's program; only their `--help` is tested. */
const FOREIGN: Readonly<Record<string, string>> = {
  test: 'Jest',
  'migration:generate': 'typeorm',
};

/** The last program that npm runs, to which it appends the arguments. */
function run(script: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const [program, ...words] = script.split(' && ').at(-1)!.split(' ');
  const { status, stdout, stderr } = spawnSync(
    program === 'node' ? process.execPath : `node_modules/.bin/${program}`,
    [...words, ...args],
    { encoding: 'utf8', env: { PATH: process.env.PATH } },
  );
  return { status, stdout, stderr };
}

/** The `--help` output of our own commands. */
const usages = new Map<string, string>();

describe('every command of package.json', () => {
  it.each(SCRIPTS)('%s answers --help with its usage, and does nothing else', (name, script) => {
    const { status, stdout, stderr } = run(script, '--help');
    expect([status, stderr]).toEqual([0, '']);
    usages.set(name, stdout);
    if (!(name in FOREIGN)) expect(run(script, '-h')).toEqual({ status, stdout, stderr });
    expect(stdout).toMatch(name in FOREIGN ? /--\w+/ : /^(npm (run )?[\w:]+|npx portico \w+|\[--)/);
  });

  it.each(SCRIPTS.filter(([name]) => !(name in FOREIGN)))(
    '%s refuses an unknown option, with its usage and exit code 2',
    (name, script) => {
      const { status, stdout, stderr } = run(script, '--no-such-option');
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toBe(`Unknown option '--no-such-option'\n\n${usages.get(name)!}`);
    },
  );
});

describe('npx portico', () => {
  it.each([
    ['keys', 'What is to be done?'],
    ['keys foo', "There is no command 'foo'."],
    ['keys retire', "Which key id? 'retire' needs one."],
    ['keys status 5f0c9a1e', "'status' takes no '5f0c9a1e'."],
    ['keys rotate', 'Why? Give --reason.'],
    ['keys retire 5f0c9a1e --reason -', '--reason must be 3 to 500 characters, in one line, and not blanks only.'],
    ['vendors rotate finpro --new FINPRO_CLIENT_ID=x', 'Why? Give --reason.'],
    ['consumers foo', "There is no command 'foo'."],
    ['consumers show', "Which client id? 'show' needs one."],
    ['operators rotate', "Which operator id? 'rotate' needs one."],
    ['subjects foo', "There is no command 'foo'."],
    ['evidence foo', 'There is no evidence about a foo.'],
    ['vendors foo', "There is no command 'vendors foo'."],
    ['vendors rotate foo', "There is no vendor 'foo'."],
    ['audit export', 'Of which time? Give --from and --to, each a day or an instant. Nothing was exported.'],
  ])('%s says what is wrong', (words, said) => {
    const { status, stdout, stderr } = run('node scripts/portico.mjs', ...words.split(' '));
    expect([status, stdout, stderr.split('\n')[0]]).toEqual([2, '', said]);
  });
});
