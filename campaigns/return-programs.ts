import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { python } from '../test/support/python';

/** One return, and whom it is verified for. */
export interface ReturnCase {
  /** The raw query. */
  readonly query: string;
  readonly page: string;
  readonly clientId: string;
  readonly secret: string;
  readonly kid: string;
  readonly x: string;
  readonly now: number;
}

/** A program of docs/returns.md, with a few lines around it that read cases from a file, one a line. */
interface Program {
  readonly language: string;
  /** Of the code block. */
  readonly fence: string;
  readonly file: string;
  readonly isThere: () => boolean;
  readonly around: (code: string) => string;
  readonly commands: (file: string, cases: string) => readonly (readonly string[])[];
}

const known = new Map<string, boolean>();
/** Asked once: the start of a compiler costs half a second of CPU. */
function works(...words: readonly string[]): boolean {
  const line = words.join(' ');
  const [command, ...args] = words;
  if (!known.has(line)) known.set(line, spawnSync(command!, args).status === 0);
  return known.get(line)!;
}

export const PROGRAMS: readonly Program[] = [
  {
    language: 'JavaScript',
    fence: 'js',
    file: 'read.cjs',
    isThere: () => true,
    around: (code) => `${code}
for (const line of require('node:fs').readFileSync(process.argv[2], 'utf8').split('\\n')) {
  const [query, page, clientId, secret, kid, x, now] = line.split('\\t');
  const keys = [{ kty: 'OKP', crv: 'Ed25519', x, kid }];
  process.stdout.write(readReturn(query, { page, clientId, secrets: [secret], keys, now: Number(now) }) ? '1' : '0');
}`,
    commands: (file, cases) => [[process.execPath, file, cases]],
  },
  {
    language: 'Python',
    fence: 'python',
    file: 'read.py',
    isThere: () => python !== null && works(python, '-c', 'import cryptography'),
    around: (code) => `${code}
import sys

for line in open(sys.argv[1], encoding="utf-8", newline="\\n").read().split("\\n"):
    query, page, client_id, secret, kid, x, now = line.split("\\t")
    found = read_return(query, page, client_id, [secret], [{"kid": kid, "x": x}], int(now))
    sys.stdout.write("1" if found else "0")`,
    commands: (file, cases) => [[python!, '-B', file, cases]],
  },
  {
    language: 'Java',
    fence: 'java',
    file: 'PorticoReturn.java',
    isThere: () => works('javac', '-version'),
    around: (code) => `${code}
class Main {
  public static void main(String[] files) throws Exception {
    var said = new StringBuilder();
    var text = java.nio.file.Files.readString(java.nio.file.Path.of(files[0]));
    for (var line : text.split("\\n", -1)) {
      var f = line.split("\\t", -1);
      var keys = java.util.Map.of(f[4], f[5]);
      said.append(PorticoReturn.read(f[0], f[1], f[2], List.of(f[3]), keys, Long.parseLong(f[6])) == null ? "0" : "1");
    }
    System.out.print(said);
  }
}`,
    commands: (file, cases) => [
      ['javac', '-d', path.dirname(file), file],
      ['java', '-cp', path.dirname(file), 'Main', cases],
    ],
  },
  {
    language: 'Go',
    fence: 'go',
    file: 'main.go',
    isThere: () => works('go', 'version'),
    around: (code) =>
      `${code.replace('import (', 'import (\n\t"fmt"\n\t"os"')}
func main() {
	text, _ := os.ReadFile(os.Args[1])
	for _, line := range strings.Split(string(text), "\\n") {
		f := strings.Split(line, "\\t")
		now, _ := strconv.ParseInt(f[6], 10, 64)
		if ReadReturn(f[0], f[1], f[2], []string{f[3]}, map[string]string{f[4]: f[5]}, now) == nil {
			fmt.Print("0")
		} else {
			fmt.Print("1")
		}
	}
}
`,
    commands: (file, cases) => [['go', 'run', file, cases]],
  },
];

/** The code blocks of docs/returns.md by their language; there is one of each. */
function codeOf(fence: string): string {
  const blocks = [...fs.readFileSync('docs/returns.md', 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const found = blocks.filter(([, language]) => language === fence);
  if (found.length !== 1) throw new Error(`docs/returns.md has ${found.length} programs in ${fence}`);
  return found[0]![2]!;
}

/** Which of the cases the program of the docs accepts, in one process. `change` alters the program, for a control. */
export function acceptedBy(
  { fence, file, around, commands }: Program,
  cases: readonly ReturnCase[],
  change: (code: string) => string = (code) => code,
): boolean[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-returns-'));
  try {
    const [source, input] = [path.join(folder, file), path.join(folder, 'cases')];
    fs.writeFileSync(source, around(change(codeOf(fence))));
    fs.writeFileSync(
      input,
      cases
        .map(({ query, page, clientId, secret, kid, x, now }) =>
          [query, page, clientId, secret, kid, x, now].join('\t'),
        )
        .join('\n'),
    );
    let said = '';
    for (const [command, ...args] of commands(source, input)) {
      const { status, stdout, stderr } = spawnSync(command!, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
      if (status !== 0) throw new Error(`${fence}: ${stderr.slice(0, 2000)}`);
      said = stdout;
    }
    if (said.length !== cases.length) throw new Error(`${fence}: ${said.length} answers to ${cases.length} cases`);
    return [...said].map((one) => one === '1');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
