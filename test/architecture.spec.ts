import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

type Files = Record<string, string>;
interface Rules {
  violations(files: Files): string[];
  read(root: string): Files;
}

const root = path.resolve(__dirname, '../..');
const rules = require(path.join(root, 'scripts/architecture.cjs')) as Rules;

/** A tree without a violation, into which the tests plant some. */
const SOUND: Files = {
  'src/config/config.ts': 'export const port = process.env.PORT;\n',
  'src/database/write.ts': "import { port } from '../config/config';\nexport const write = port;\n",
  'src/audit/audit.repository.ts': "import { write } from '../database/write';\nexport const append = write;\n",
  'src/audit/audit.service.ts': "import { append } from './audit.repository';\nexport const audit = append;\n",
  'src/audit/entities/entry.entity.ts': 'export const entry = 1;\n',
  'src/signed-http/signed-http.ts': "import { audit } from '../audit/audit.service';\nexport const send = audit;\n",
  'src/onboarding/grants.service.ts':
    "import { send } from '../signed-http/signed-http';\nexport const grants = send;\n",
  'src/onboarding/grants.controller.ts':
    "import { grants } from './grants.service';\nexport const controller = grants;\n",
  'src/onboarding/one-money.client.ts': 'export const client = 1;\n',
  'src/consent/consents.service.ts': 'export const consents = 1;\n',
  'src/consent/request/y.ts': 'export const request = 1;\n',
  'src/consent/finpro/y.ts': 'export const finpro = 1;\n',
  'src/links/a.ts': 'export const y = 1;\n',
  'src/links/links.service.ts': "import { y } from './a';\nexport const x = y;\n",
  'src/idempotency/idempotency.service.ts': 'export const idempotency = 1;\n',
  'src/sandbox/store.ts': 'export const store = 1;\n',
  'src/app.ts': "import { controller } from './onboarding/grants.controller';\nexport const app = controller;\n",
  'testing/server.ts': 'export const x = 1;\n',
  'packages/client/src/index.ts': 'export const x = 1;\n',
  'test/support/given.ts': 'export const x = 1;\n',
};

const imports = (specifier: string): string => `import { x } from '${specifier}';\nexport const y = x;\n`;

/** What was planted, the file it is in, its text, and the rule that must report it. */
type Planted = [what: string, file: string, text: string, rule: string];

/** Runs a linter of the project, with the project's configuration, in a tree of these files; gives its JSON. */
function lint(files: Files, configuration: string, ...command: string[]): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-architecture-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    for (const file of [configuration, 'tsconfig.json', 'package.json'])
      fs.copyFileSync(path.join(root, file), path.join(folder, file));
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    return spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 }).stdout;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const filesOf = (planted: readonly Planted[]): Files => ({
  ...SOUND,
  ...Object.fromEntries(planted.map(([, file, text]) => [file, text])),
});

const CRUISED = ['src', 'testing', 'packages'];

/** `file: rule` of each violation that dependency-cruiser reports. */
function importViolations(files: Files): string[] {
  const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const output = lint(files, '.dependency-cruiser.cjs', cruiser, '--no-cache', '--output-type', 'json', ...CRUISED);
  const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

/** `file: rule` of each violation that oxlint reports. */
function formViolations(files: Files): string[] {
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
  const output = lint(files, '.oxlintrc.json', oxlint, '--disable-nested-config', '--format', 'json', 'src');
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
  return diagnostics.map(({ code, filename }) => `${filename}: ${code}`);
}

const IMPORTS: Planted[] = [
  ['a low layer that looks up', 'src/audit/merkle.ts', imports('../onboarding/grants.service'), 'layer-3-looks-up'],
  ['config that looks up', 'src/config/rules.ts', imports('../database/write'), 'layer-0-looks-up'],
  [
    'a journey that knows the other',
    'src/onboarding/journey.ts',
    imports('../consent/consents.service'),
    'onboarding-looks-beside',
  ],
  [
    'a service module that knows another',
    'src/signed-http/extra.ts',
    imports('../links/links.service'),
    'signed-http-looks-beside',
  ],
  ['a module against the arrows', 'src/database/extra.ts', imports('../audit/audit.service'), 'database-looks-beside'],
  [
    'a type import, too',
    'src/onboarding/type.ts',
    "import type { X } from '../consent/consents.service';\nexport type Y = X;\n",
    'onboarding-looks-beside',
  ],
  [
    'a re-export, too',
    'src/onboarding/re-export.ts',
    "export { X } from '../consent/consents.service';\n",
    'onboarding-looks-beside',
  ],
  [
    'an import over several lines, too',
    'src/onboarding/lines.ts',
    "import {\n  X,\n} from '../consent/consents.service';\nexport const y = X;\n",
    'onboarding-looks-beside',
  ],
  [
    'a require, too',
    'src/onboarding/require.ts',
    "export const x = require('../consent/consents.service');\n",
    'onboarding-looks-beside',
  ],
  [
    'a dynamic import, too',
    'src/onboarding/dynamic.ts',
    "export const x = import('../consent/consents.service');\n",
    'onboarding-looks-beside',
  ],
  [
    'an event that is sent by another way than the transport',
    'src/events/deliveries/delivery.ts',
    imports('../../signed-http/signed-http'),
    'events-use-the-transport-only',
  ],
  [
    'a repository of another module',
    'src/onboarding/repository.ts',
    imports('../audit/audit.repository'),
    'another-modules-inside',
  ],
  [
    'an entity of another module',
    'src/onboarding/entity.ts',
    imports('../audit/entities/entry.entity'),
    'another-modules-inside',
  ],
  ['the gateway using the sandbox', 'src/onboarding/sandbox.ts', imports('../sandbox/store'), 'sandbox-apart'],
  ['the sandbox using the gateway', 'src/sandbox/extra.ts', imports('../database/write'), 'gateway-apart'],
  ['a module without a layer', 'src/attic/box.ts', imports('../database/write'), 'no-import-from-beside-the-layers'],
  ['the use of one', 'src/onboarding/attic.ts', imports('../attic/box'), 'no-module-beside-the-layers'],
  [
    'a controller that uses the client',
    'src/onboarding/x.controller.ts',
    imports('./one-money.client'),
    'controller-looks-back',
  ],
  [
    'a repository that asks a service',
    'src/audit/x.repository.ts',
    imports('./audit.service'),
    'repository-looks-back',
  ],
  ['a client that knows the repository', 'src/audit/x.client.ts', imports('./audit.repository'), 'client-looks-back'],
  [
    'a service that knows a controller',
    'src/onboarding/x.service.ts',
    imports('./grants.controller'),
    'service-looks-back',
  ],
  ['an entity that knows a service', 'src/audit/x.entity.ts', imports('./audit.service'), 'entity-looks-back'],
  ['an import from outside src', 'src/onboarding/test.ts', imports('../../test/support/given'), 'src-stands-alone'],
  [
    'the database using a test',
    'src/database/test.ts',
    imports('../../test/support/given'),
    'database-knows-migrations-only',
  ],
  ['the kit that uses a test', 'testing/extra.ts', imports('../test/support/given'), 'testing-uses-src-only'],
  ['a package that uses src', 'packages/client/src/x.ts', imports('../../../src/app'), 'packages-stand-alone'],
  ['src using the kit', 'src/onboarding/kit.ts', imports('../../testing/server'), 'src-stands-alone'],
  ['a path alias', 'src/onboarding/alias.ts', imports('@/audit/audit.service'), 'not-to-unresolvable'],
  ['a package for tests', 'src/onboarding/package.ts', imports('supertest'), 'not-to-dev-dependency'],
  ['a cycle', 'src/links/a.ts', imports('./links.service'), 'no-circular'],
  ['a folder that looks back', 'src/consent/status/x.ts', imports('../request/y'), 'consent-status-looks-back'],
  ['a file beside the folders that looks into one', 'src/consent/x.ts', imports('./finpro/y'), 'consent-base-looks-up'],
];

const FORM: Planted[] = [
  [
    'a file of 301 lines of code',
    'src/audit/long.ts',
    `// A comment.\n${Array.from({ length: 301 }, (_, index) => `export const x${index} = 1;\n`).join('')}`,
    'eslint(max-lines)',
  ],
  [
    'seven constructor parameters',
    'src/audit/big.ts',
    'export class Big {\n  constructor(a: A, b: Map<string, B>, c: C, d: D, e: E, f: F, g: G) {}\n}\n',
    'eslint(max-params)',
  ],
  ['process.env', 'src/audit/env.ts', 'export const x = process.env.X;\n', 'node(no-process-env)'],
  ['as any', 'src/audit/any.ts', 'export const x = 1 as any;\n', 'typescript(no-explicit-any)'],
  [
    'a silenced compiler',
    'src/audit/quiet.ts',
    '// @ts-expect-error: why\nexport const x: string = 1;\n',
    'typescript(ban-ts-comment)',
  ],
  ['a default export', 'src/audit/default.ts', 'export default 1;\n', 'import(no-default-export)'],
  [
    'forwardRef',
    'src/audit/ref.ts',
    "import { forwardRef } from '@nestjs/common';\nexport const x = forwardRef(() => y);\n",
    'eslint(no-restricted-imports)',
  ],
];

describe('dependency-cruiser', () => {
  const found = importViolations(filesOf(IMPORTS));

  it('reports nothing in a tree without a violation', () => {
    expect(importViolations(SOUND)).toEqual([]);
  });

  it.each(IMPORTS)('reports %s', (_what, file, _text, rule) => {
    expect(found).toContain(`${file}: ${rule}`);
  });
});

describe('oxlint', () => {
  const found = formViolations(filesOf(FORM));

  it('reports nothing in a tree without a violation', () => {
    expect(formViolations(SOUND)).toEqual([]);
  });

  it.each(FORM)('reports %s', (_what, file, _text, rule) => {
    expect(found).toContain(`${file}: ${rule}`);
  });
});

describe('the rules of the project', () => {
  it('are kept', () => {
    expect(rules.violations(rules.read(root))).toEqual([]);
  });

  it('are checked on all of its files', () => {
    const files = Object.keys(rules.read(root));
    expect(files).toEqual(
      expect.arrayContaining([
        'docs/glossary.md',
        'src/main.ts',
        'src/onboarding/grants/grant.dto.ts',
        'migrations/all.ts',
        'campaigns/campaign.ts',
      ]),
    );
    expect(files.length).toBeGreaterThan(80);
  });

  it('find nothing in a tree without a violation', () => {
    expect(rules.violations(SOUND)).toEqual([]);
  });
});

/** A section on a request: what is wrong with it, how many files it states, and which it names. */
type PlantedPath = [what: string, sentence: RegExp, stated: number, named: string[]];
const PATHS: PlantedPath[] = [
  ['that names a file that is gone', /names src\/consent\/gone\.ts, which is gone/, 2, ['x.controller', 'gone']],
  ['that leaves out a service', /leaves out src\/consent\/consents\.service\.ts/, 1, ['x.controller']],
  ['that states another number', /names 2 files, and states 3/, 3, ['x.controller', 'consents.service']],
  ['through 13 files', /13 files; past 12/, 13, Array.from({ length: 13 }, (_, index) => `part-${index}`)],
];
const pathWith = ([what, sentence, stated, named]: PlantedPath): [string, RegExp, Files] => [
  `a path ${what}`,
  sentence,
  {
    'src/consent/x.controller.ts': imports('./consents.service'),
    'docs/architecture.md': `# A\n\n## One\n\nIt leads through ${stated} files of \`src/consent/\`:\n${named
      .map((file) => `**\`${file}.ts\`**\n`)
      .join('')}`,
  },
];

describe('the rules of the project report', () => {
  it.each<[string, RegExp, Files]>([
    [
      'a text of 121 characters',
      /wide.ts:2: 121 characters/,
      { 'test/wide.ts': `// A comment.\n${'ten chars '.repeat(12)}.\n` },
    ],
    [
      'sixteen imports of own files',
      /16 imports of own files/,
      {
        'src/audit/wide.ts': Array.from(
          { length: 16 },
          (_, index) => `import { a${index} } from './a${index}';\n`,
        ).join(''),
      },
    ],
    ['a folder too deep', /deeper than src\/module\/subject\/part\/file/, { 'src/audit/a/b/c/x.ts': 'export {};\n' }],
    [
      'a folder with 13 files',
      /src\/audit\/dto: 13 files; past 12/,
      Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`src/audit/dto/part-${index}.ts`, 'export {};\n'])),
    ],
    [
      'a request that leads through 41 files',
      /x\.controller\.ts: 2 files of its folder and 39 that these import; past 40/,
      {
        'src/audit/x.controller.ts': imports('./x.service'),
        'src/audit/x.service.ts': Array.from(
          { length: 39 },
          (_, index) => `import type { A${index} } from '../events/${Math.floor(index / 10)}/e${index}';\n`,
        ).join(''),
        ...Object.fromEntries(
          Array.from({ length: 39 }, (_, index) => [
            `src/events/${Math.floor(index / 10)}/e${index}.ts`,
            'export type A = 1;\n',
          ]),
        ),
      },
    ],
    ...PATHS.map(pathWith),
    [
      'two classes of one name',
      /src\/events\/b\.ts: src\/audit\/a\.ts has a class Twin, too/,
      { 'src/audit/a.ts': 'export class Twin {}\n', 'src/events/b.ts': 'export class Twin {}\n' },
    ],
    [
      'a class that is not named as its file',
      /audit-log\.service\.ts: has no class AuditLogService/,
      { 'src/audit/audit-log.service.ts': 'export class AuditLog {}\n' },
    ],
    ['a clock of its own', /tells the time/, { 'src/audit/now.ts': 'export const now = Date.now();\n' }],
    ['random numbers of its own', /draws by itself/, { 'src/audit/chance.ts': 'export const x = Math.random();\n' }],
    ...[
      ['in a comment', '// 1Money answers 500.\nexport const x = 1;\n'],
      ['in an identifier', 'export const isFinproPath = 1;\n'],
      ['in a string', "export const vendor = 'one-money';\n"],
      ['in an import', imports('../consent/finpro/envelope')],
    ].map<[string, RegExp, Files]>(([where, text]) => [
      `a vendor that shared code names ${where}`,
      /names a vendor/,
      { 'src/signed-http/extra.ts': text! },
    ]),
    ['a vendor in the name of a file', /names a vendor/, { 'src/inbox/finpro-event.ts': 'export const x = 1;\n' }],
    [
      'a journey that names the vendor of the other',
      /names a vendor/,
      { 'src/onboarding/extra.ts': 'export const finpro = 1;\n' },
    ],
    [
      'SQL in a service',
      /a table is read and written in a repository/,
      { 'src/audit/x.service.ts': 'export const FIND = `\n  SELECT e.leaf FROM portico.audit_entries AS e`;\n' },
    ],
    ['a barrel', /a barrel hides/, { 'src/audit/index.ts': 'export {};\n' }],
    ['an old word in a name', /openLane; docs\/glossary/, { 'src/audit/lane.ts': 'export const openLane = 1;\n' }],
    ['an old constant', /MOST_ROWS; docs\/glossary/, { 'campaigns/most.ts': 'const MOST_ROWS = 1;\n' }],
    ['an old word in a comment', /nobody; docs\/glossary/, { 'test/say.ts': '// What nobody reads.\n' }],
    ['an old word on a page', /Whoever; docs\/glossary/, { 'docs/x.md': 'Whoever reads this.\n' }],
    [
      'one name for two meanings',
      /src\/links\/a.ts, src\/audit\/a.ts: each exports y/,
      { 'src/audit/a.ts': 'export interface y {}\n' },
    ],
    [
      'a word that is listed twice',
      /lists turn twice/,
      { 'docs/glossary.md': '| Word | Meaning |\n|---|---|\n| turn, `pace` | x |\n| watch, turn (of a row) | y |\n' },
    ],
    [
      'a module that is too large',
      /26 files/,
      Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`src/events/e${index}.ts`, 'export {};\n'])),
    ],
  ])('%s', (_what, sentence, planted) => {
    const found = rules.violations({ ...SOUND, ...planted });
    expect(found).toContainEqual(expect.stringMatching(sentence));
    expect(found.every((violation) => violation.length > 40)).toBe(true);
  });
});
