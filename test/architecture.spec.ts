import path from 'node:path';

type Files = Record<string, string>;
interface Rules {
  violations(files: Files): string[];
  read(root: string): Files;
}

const root = path.resolve(__dirname, '../..');
const rules = require(path.join(root, 'scripts/architecture.cjs')) as Rules;

/** A tree without fault, into which each test plants one. */
const SOUND: Files = {
  'src/config/config.ts': 'export const port = process.env.PORT;\n',
  'src/database/write.ts': "import { port } from '../config/config';\nexport const write = port;\n",
  'src/audit/audit.repository.ts': "import { write } from '../database/write';\nexport const append = write;\n",
  'src/audit/audit.service.ts': "import { append } from './audit.repository';\nexport const audit = append;\n",
  'src/signed-http/signed-http.ts': "import { audit } from '../audit/audit.service';\nexport const send = audit;\n",
  'src/onboarding/grants.service.ts':
    "import { send } from '../signed-http/signed-http';\nexport const grants = send;\n",
  'src/onboarding/grants.controller.ts':
    "import { grants } from './grants.service';\nexport const controller = grants;\n",
  'src/onboarding/one-money.client.ts': 'export const client = 1;\n',
  'src/consent/consents.service.ts': 'export const consents = 1;\n',
  'src/idempotency/idempotency.service.ts': 'export const idempotency = 1;\n',
  'src/sandbox/store.ts': 'export const store = 1;\n',
  'src/app.ts': "import { controller } from './onboarding/grants.controller';\nexport const app = controller;\n",
};

const imports = (specifier: string): string => `import { x } from '${specifier}';\nexport const y = x;\n`;

describe('the rules of the architecture', () => {
  it('hold', () => {
    expect(rules.violations(rules.read(root))).toEqual([]);
  });

  it('look at the whole of it', () => {
    const files = Object.keys(rules.read(root));
    expect(files).toEqual(
      expect.arrayContaining([
        'docs/glossary.md',
        'src/main.ts',
        'src/onboarding/grants/grant.dto.ts',
        'migrations/all.ts',
      ]),
    );
    expect(files.length).toBeGreaterThan(80);
  });

  it('find no fault in a sound tree', () => {
    expect(rules.violations({ ...SOUND, 'src/app.ts': 'export const app = 1;\n' })).toEqual([]);
  });
});

describe('the rules of the architecture report', () => {
  it.each<[string, RegExp, Files]>([
    [
      'a low layer that looks up',
      /of a higher layer/,
      { 'src/audit/merkle.ts': imports('../onboarding/grants.service') },
    ],
    ['config that looks up', /of a higher layer/, { 'src/config/rules.ts': imports('../database/write') }],
    [
      'a journey that knows the other',
      /of the same layer/,
      { 'src/onboarding/extra.ts': imports('../consent/consents.service') },
    ],
    [
      'a door that knows the other',
      /of the same layer/,
      { 'src/signed-http/extra.ts': imports('../links/links.service') },
    ],
    [
      'a module against the arrows',
      /of the same layer/,
      { 'src/database/extra.ts': imports('../audit/audit.service') },
    ],
    [
      'a type import, too',
      /of the same layer/,
      { 'src/onboarding/extra.ts': "import type { X } from '../consent/consents.service';\nexport type Y = X;\n" },
    ],
    [
      'a re-export, too',
      /of the same layer/,
      { 'src/onboarding/extra.ts': "export { X } from '../consent/consents.service';\n" },
    ],
    [
      'an import over several lines, too',
      /of the same layer/,
      { 'src/onboarding/extra.ts': "import {\n  X,\n} from '../consent/consents.service';\nexport const y = X;\n" },
    ],
    [
      'a require, too',
      /of the same layer/,
      { 'src/onboarding/extra.ts': "export const x = require('../consent/consents.service');\n" },
    ],
    [
      'a dynamic import, too',
      /of the same layer/,
      { 'src/onboarding/extra.ts': "export const x = import('../consent/consents.service');\n" },
    ],
    [
      'a repository of another module',
      /only a module, a service/,
      { 'src/onboarding/extra.ts': imports('../audit/audit.repository') },
    ],
    [
      'an entity of another module',
      /only a module, a service/,
      {
        'src/audit/entities/entry.entity.ts': 'export const x = 1;\n',
        'src/onboarding/extra.ts': imports('../audit/entities/entry.entity'),
      },
    ],
    [
      'the gateway using the sandbox',
      /read the contracts independently/,
      { 'src/onboarding/extra.ts': imports('../sandbox/store') },
    ],
    [
      'the sandbox using the gateway',
      /read the contracts independently/,
      { 'src/sandbox/extra.ts': imports('../errors'), 'src/errors.ts': 'export const x = 1;\n' },
    ],
    [
      'a module that nobody built',
      /is in no module of the architecture/,
      { 'src/attic/box.ts': imports('../database/write') },
    ],
    [
      'a controller that reaches for the client',
      /data moves one way/,
      { 'src/onboarding/x.controller.ts': imports('./one-money.client') },
    ],
    [
      'a repository that asks a service',
      /data moves one way/,
      { 'src/audit/x.repository.ts': imports('./audit.service') },
    ],
    [
      'a client that knows the repository',
      /data moves one way/,
      { 'src/audit/x.client.ts': imports('./audit.repository') },
    ],
    [
      'a service that knows a controller',
      /data moves one way/,
      { 'src/onboarding/x.service.ts': imports('./grants.controller') },
    ],
    [
      'an import from outside src',
      /src stands alone/,
      { 'src/onboarding/extra.ts': imports('../../test/support/given'), 'test/support/given.ts': '' },
    ],
    ['a path alias', /path alias/, { 'src/onboarding/extra.ts': imports('src/audit/audit.service') }],
    [
      'a cycle',
      /an import cycle/,
      { 'src/audit/a.ts': imports('./b'), 'src/audit/b.ts': imports('./c'), 'src/audit/c.ts': imports('./a') },
    ],
    [
      'a file of 301 lines of code',
      /301 lines/,
      { 'src/audit/long.ts': `// A comment.\n${'export {};\n'.repeat(301)}` },
    ],
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
    [
      'seven constructor parameters',
      /a constructor with 7 parameters/,
      {
        'src/audit/big.ts':
          'export class Big {\n  constructor(a: A, b: Map<string, B>, c: C, d: D, e: E, f: F, g: G) {}\n}\n',
      },
    ],
    ['a folder too deep', /deeper than src\/module\/subject\/part\/file/, { 'src/audit/a/b/c/x.ts': 'export {};\n' }],
    [
      'a subject that looks back',
      /inside the module it goes request, return, redirection, status, finpro/,
      {
        'src/consent/status/x.ts': imports('../request/y'),
        'src/consent/request/y.ts': 'export const x = 1;\n',
      },
    ],
    [
      'a file beside the subjects that looks into one',
      /inside the module it goes request/,
      { 'src/consent/x.ts': imports('./finpro/y'), 'src/consent/finpro/y.ts': 'export const x = 1;\n' },
    ],
    [
      'a folder with 13 files',
      /src\/audit\/dto: 13 files; past 12/,
      Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`src/audit/dto/part-${index}.ts`, 'export {};\n'])),
    ],
    ['a clock of its own', /tells the time/, { 'src/audit/now.ts': 'export const now = Date.now();\n' }],
    ['chance of its own', /draws by itself/, { 'src/audit/chance.ts': 'export const x = Math.random();\n' }],
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
    ['a barrel', /a barrel hides/, { 'src/audit/index.ts': 'export {};\n' }],
    ['process.env', /reads process\.env/, { 'src/audit/env.ts': 'export const x = process.env.X;\n' }],
    ['as any', /as any/, { 'src/audit/any.ts': 'export const x = 1 as any;\n' }],
    [
      'a silenced compiler',
      /silenced compiler error/,
      { 'src/audit/quiet.ts': '// @ts-expect-error\nexport const x: string = 1;\n' },
    ],
    ['a default export', /default export/, { 'src/audit/default.ts': 'export default 1;\n' }],
    ['forwardRef', /forwardRef hides a cycle/, { 'src/audit/ref.ts': 'export const x = forwardRef(() => y);\n' }],
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
    const found = rules.violations({ ...SOUND, 'src/app.ts': 'export const app = 1;\n', ...planted });
    expect(found).toContainEqual(expect.stringMatching(sentence));
    expect(found.every((violation) => violation.length > 40)).toBe(true);
  });
});
