// Rules of the architecture that dependency-cruiser (.dependency-cruiser.cjs), oxlint and Prettier cannot state.
const fs = require('node:fs');
const path = require('node:path');

/**
 * A vendor is named in the module of its journey and in its folder of `vendors`; other code is given a VendorProfile.
 * `onemoney` in small letters is the handle of the Account Aggregator.
 */
const VENDORS = [
  { named: /one-?money|1money/i, home: /^src\/(?:onboarding|vendors\/one-money)\// },
  { named: /finpro/i, home: /^src\/(?:consent|vendors\/finpro)\// },
];
const NO_VENDOR = /onemoney|OneMoney-HMAC-SHA256|FinPro-Headers/g;

/** Where else a vendor is named, and why. */
const MAY_NAME_VENDORS = [
  // Each vendor has variables of its own, a contract that is checked, and a part in the sandbox.
  /^src\/(?:config|conformance|sandbox)\//,
  // They put the parts together: the profiles, and FinPro's envelope.
  /^src\/app(?:\.module)?\.ts$/,
  // Texts that are shown to people: pages, the OpenAPI document, the errors, the audited actions, the types of events.
  /^src\/(?:words\/|openapi(?:\.ts$|\/)|errors\.ts$|audit\/actions\.ts$|events\/event-types\.ts$)/,
  // Problem details are 1Money's error envelope at the same time.
  /^src\/http\/errors\/problem(?:\.dto)?\.ts$/,
];

const LIMITS = { width: 120, word: 80, imports: 15, filesPerFolder: 12, depth: 3, ring: 40, path: 12 };

/** `files`: path below the root → text. Gives one sentence for each broken rule. */
function violations(files) {
  const names = Object.keys(files);
  const sources = names.filter((name) => name.startsWith('src/') && name.endsWith('.ts'));
  return [
    ...sources.flatMap((name) => judgeFile(name, files[name])),
    ...names.flatMap((name) => wideLines(name, files[name])),
    ...judgeFolders(sources),
    ...judgeRings(sources, files),
    ...judgePaths(sources, files),
    ...judgeClasses(sources, files),
    ...judgeWords(files[WORDS] ?? ''),
    ...names.flatMap((name) => oldWords(name, files[name])),
    ...repeatedNames(sources, files),
  ];
}

const importsOf = (text) =>
  [
    ...text.matchAll(
      /^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\b(?:require|import)\('([^']+)'\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3]);

function judgeFile(name, text) {
  const own = importsOf(text).filter((specifier) => specifier.startsWith('.')).length;
  const found = [];
  const isList = name === 'src/app.module.ts';
  if (own > LIMITS.imports && !isList && !name.endsWith('.module.ts'))
    found.push(`${name}: ${own} imports of own files; past ${LIMITS.imports} it does too much`);
  if (name.split('/').length - 2 > LIMITS.depth) found.push(`${name}: deeper than src/module/subject/part/file`);
  if (path.basename(name) === 'index.ts') found.push(`${name}: a barrel hides where things are`);
  if (TIME.test(text) && !MAY_TELL_TIME.test(name))
    found.push(
      `${name}: tells the time or draws by itself; ask config/clock.ts or config/random.ts, which tests replace`,
    );
  for (const { named, home } of VENDORS)
    if (
      named.test(`${name}\n${text}`.replaceAll(NO_VENDOR, '')) &&
      ![home, ...MAY_NAME_VENDORS].some((may) => may.test(name))
    )
      found.push(`${name}: names a vendor; only its own module does, and shared code is given a VendorProfile`);
  if (SQL.test(text.replaceAll(COMMENT, '')) && !MAY_HAVE_SQL.test(name))
    found.push(`${name}: SQL; a table is read and written in a repository, and in the rules of how long rows are kept`);
  return found;
}

/** The sandbox has a clock of its own, and a conformance run talks with servers that have theirs. */
const TIME = /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)/;
const MAY_TELL_TIME =
  /^src\/(?:config\/(?:clock|random)|database\/probes\/clock-probe)\.ts$|^src\/(?:sandbox|conformance)\//;

/** A table or a function of the schema in a statement. */
const SQL = /\b(?:FROM|INTO|UPDATE|JOIN|SELECT)\s+portico\.[\w$]/;
const MAY_HAVE_SQL = /\.repository\.ts$|\/table-li(?:fe|ves)\.ts$|^src\/(?:database|tlog)\//;
const COMMENT = /^\s*(?:\/\/|\/?\*).*$/gm;

function judgeFolders(sources) {
  const sizes = new Map();
  for (const name of sources) sizes.set(path.posix.dirname(name), (sizes.get(path.posix.dirname(name)) ?? 0) + 1);
  return [...sizes]
    .filter(([, size]) => size > LIMITS.filesPerFolder)
    .map(([folder, size]) => `${folder}: ${size} files; past ${LIMITS.filesPerFolder} there are two subjects in it`);
}

/**
 * What has to be read to follow a request: the files of the controller's folder that it reaches, and the files that
 * these import from elsewhere.
 */
function judgeRings(sources, files) {
  const isSource = new Set(sources);
  return sources
    .filter((name) => name.endsWith('.controller.ts'))
    .flatMap((controller) => {
      const folder = path.posix.dirname(controller);
      const own = new Set([controller]);
      const ring = new Set();
      for (const file of own)
        for (const target of importsOf(files[file]).map((specifier) => path.posix.join(folder, `${specifier}.ts`)))
          if (isSource.has(target)) (path.posix.dirname(target) === folder ? own : ring).add(target);
      const size = `${own.size} files of its folder and ${ring.size} that these import`;
      return own.size + ring.size > LIMITS.ring
        ? [`${controller}: ${size}; past ${LIMITS.ring} a request is hard to follow`]
        : [];
    });
}

/** The page that follows a request through a module. A section that states how many files that are is checked. */
const PATHS = 'docs/architecture.md';
const STATED = /leads through (\d+) files of `(src\/[\w-]+)\/`/;

/** The files in bold exist, are as many as stated, and have among them each class that the controller reaches. */
function judgePaths(sources, files) {
  return (files[PATHS] ?? '').split(/^## /m).flatMap((section) => {
    const [, stated, folder] = STATED.exec(section) ?? [];
    if (!stated) return [];
    const title = `${PATHS}: ${section.split('\n')[0]}`;
    const named = new Set([...section.matchAll(/\*\*`([\w./-]+\.ts)`\*\*/g)].map(([, file]) => `${folder}/${file}`));
    const reached = new Set([...named].filter((file) => file.endsWith('.controller.ts') && sources.includes(file)));
    for (const file of reached)
      for (const specifier of importsOf(files[file])) {
        const target = `${path.posix.join(path.posix.dirname(file), specifier)}.ts`;
        if (target.startsWith(`${folder}/`) && sources.includes(target)) reached.add(target);
      }
    return [
      ...[...named].filter((file) => !sources.includes(file)).map((file) => `${title}: names ${file}, which is gone`),
      ...[...reached]
        .filter((file) => NAMED.test(file) && !named.has(file))
        .map((file) => `${title}: leaves out ${file}, which the request reaches`),
      ...(named.size === Number(stated) ? [] : [`${title}: names ${named.size} files, and states ${stated}`]),
      ...(named.size > LIMITS.path ? [`${title}: ${named.size} files; past ${LIMITS.path} it is hard to follow`] : []),
    ];
  });
}

/** Files that are named after the class in them, by the kind in their name. */
const NAMED = /([^/]+)\.(controller|service|repository|client|module|guard|filter)\.ts$/;
const CLASS = /^export (?:abstract )?class (\w+)/gm;
const isApplication = (name) => !name.startsWith('src/sandbox/');
const pascal = (words) => words.replace(/(?:^|[-.])(\w)/g, (_, letter) => letter.toUpperCase());

/** A class is named as its file is, and its name stands once in the application. */
function judgeClasses(sources, files) {
  const first = new Map();
  return sources.filter(isApplication).flatMap((name) => {
    const classes = [...files[name].matchAll(CLASS)].map(([, one]) => one);
    const named = NAMED.exec(name);
    const wanted = named && pascal(`${named[1]}-${named[2]}`);
    const twice = classes.filter((one) => first.has(one));
    for (const one of classes) if (!first.has(one)) first.set(one, name);
    return [
      ...twice.map((one) => `${name}: ${first.get(one)} has a class ${one}, too; a name stands for one class`),
      ...(wanted && classes.length > 0 && !classes.includes(wanted)
        ? [`${name}: has no class ${wanted}; a class is named as its file is`]
        : []),
    ];
  });
}

/** The list of words: a table whose first column has the words, separated by commas. */
const WORDS = 'docs/glossary.md';

function judgeWords(text) {
  const words = [...text.matchAll(/^\| ([^|]+) \|/gm)]
    .flatMap(([, cell]) => cell.replaceAll(/`|\([^)]*\)/g, '').split(/[,:]/))
    .map((word) => word.trim().toLowerCase());
  return [...new Set(words.filter((word, at) => words.indexOf(word) !== at))].map(
    (word) => `${WORDS}: lists ${word} twice; a word stands once, with all that it means`,
  );
}

/**
 * Words that the glossary replaces: parts of identifiers, and words of comments, titles and pages. Names of columns,
 * metrics and other packages stay.
 */
const OLD_PARTS =
  /^(?:house|household|rooms?|doors?|lanes?|pace|paced|looks?|looked|looking|turns?|watch|watches|watched|watching|places?|placed|claims?|claimed|beside|alongside|companions?|keeping|originator|nonsense|goodbye|gun|wire|attend|attended|ripe|repairs?|repaired)$/;
const OLD_CONSTANTS = /^(?:MOST|LONGEST)(?:_|$)|_(?:MOST|LONGEST)$/;
const OLD_PROSE = /\b(?:house|household|doors?|lanes?|companions?|originator|nonsense|goodbye|gun|nobody|whoever)\b/i;
const KEPT_NAMES = new Set(['watchFile', 'claimedAt', 'CLAIMED', 'portico_looks_due', 'poll_repairs']);
/** A member of the public API. */
const KEPT_MEMBERS = { 'src/journeys/dto/tracked-journey.dto.ts': 'claim' };
const TEXT = /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*$|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/gm;
const partsOf = (name) =>
  name.split(/_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((part) => part.toLowerCase());

function oldWords(name, text) {
  if (name.startsWith('migrations/') || OWN_FILES.has(name)) return [];
  const code = name.endsWith('.md') ? '' : text.replace(TEXT, "''");
  const identifiers = [...new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? [])].filter(
    (word) =>
      !KEPT_NAMES.has(word) &&
      KEPT_MEMBERS[name] !== word &&
      (OLD_CONSTANTS.test(word) || partsOf(word).some((part) => OLD_PARTS.test(part))),
  );
  const texts = name.endsWith('.md') ? text.split('\n') : (text.match(TEXT) ?? []).filter((one) => one.includes(' '));
  const prose = texts.flatMap((one) => OLD_PROSE.exec(one) ?? []);
  return [...identifiers, ...new Set(prose)].map(
    (word) => `${name}: ${word}; docs/glossary.md has a plain word for what is meant`,
  );
}

/** Files that must have them: those with the list, what was renamed, and the account of that name. */
const OWN_FILES = new Set([
  'scripts/architecture.cjs',
  'test/architecture.spec.ts',
  'docs/glossary.md',
  'CHANGELOG.md',
  'src/local-postgres/unprivileged-account.ts',
]);

const EXPORTED = /^export (?:abstract |async )?(?:class|function\*?|const|let|interface|type|enum) (\w+)/gm;

/** An exported name has one meaning in the gateway, and one in the sandbox. */
function repeatedNames(sources, files) {
  const homes = new Map();
  for (const file of sources)
    for (const [, name] of files[file].matchAll(EXPORTED)) {
      const key = `${file.startsWith('src/sandbox/') ? 'sandbox' : 'gateway'} ${name}`;
      homes.set(key, (homes.get(key) ?? new Set()).add(file));
    }
  return [...homes]
    .filter(([, found]) => found.size > 1)
    .map(([key, found]) => `${[...found].join(', ')}: each exports ${key.split(' ')[1]}; a name has one meaning`);
}

const CODE = /\.[cm]?[jt]s$/;
/** Written from openapi.json. */
const GENERATED = ['packages/client/src/api.ts', 'packages/client/src/operations.ts'];

function read(root) {
  const listOf = (folder, pattern) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true })
      .map((file) => `${folder}/${file}`.replaceAll('\\', '/'))
      .filter((file) => pattern.test(file) && !GENERATED.includes(file));
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...listOf('docs', /\.md$/)];
  return Object.fromEntries(
    [
      ...[
        'src',
        'migrations',
        'testing',
        'packages/client/src',
        'packages/testing/src',
        'test',
        'campaigns',
        'scripts',
      ].flatMap((folder) => listOf(folder, CODE)),
      ...pages,
    ].map((file) => [file, fs.readFileSync(path.join(root, file), 'utf8')]),
  );
}

const isWide = (line) => line.length > LIMITS.width && line.split(' ').every((word) => word.length <= LIMITS.word);

/**
 * Wider than the formatter allows: texts, which it does not break. A word that is too long itself (an address, a
 * pattern) cannot be broken, and migrations stay as they were run.
 */
function wideLines(name, text) {
  return name.startsWith('migrations/') || name.endsWith('.md')
    ? []
    : text
        .split('\n')
        .flatMap((line, index) =>
          isWide(line)
            ? [`${name}:${index + 1}: ${line.length} characters; no line is wider than ${LIMITS.width}`]
            : [],
        );
}

module.exports = { violations, read };

if (require.main === module) {
  require('./arguments.cjs').readArguments({
    usage:
      'npm run lint\n\nChecks the form, the imports and the rules of the architecture. Exit code 1: one is broken.',
  });
  const found = violations(read(path.resolve(__dirname, '..')));
  for (const sentence of found) console.error(sentence);
  if (found.length > 0) process.exit(1);
}
