// The rules of the architecture, read from the imports: who may use whom, and how large files and folders may grow.
const fs = require('node:fs');
const path = require('node:path');

/**
 * Layers, from the lowest up. A module may import modules of lower layers, and on its own layer only those it names.
 * Journeys register below the modules that ask about them, and know nothing of each other.
 */
const LAYERS = [
  { modules: ['config', 'errors', 'field-rules', 'request-reads'], beside: { errors: ['field-rules'] } },
  { modules: ['admission', 'input'], beside: {} },
  { modules: ['postgres', 'local-postgres'], beside: {} },
  {
    modules: ['database', 'privacy', 'tlog', 'audit', 'http', 'operation', 'search', 'retention'],
    beside: {
      search: ['database'],
      retention: ['database'],
      privacy: ['database', 'retention'],
      tlog: ['database', 'retention'],
      audit: ['database', 'search', 'retention', 'privacy', 'tlog', 'http'],
      operation: ['http'],
    },
  },
  { modules: ['idempotency', 'targets', 'vendors', 'journey-registry'], beside: {} },
  { modules: ['consumers', 'signed-http', 'inbox', 'events', 'links'], beside: {} },
  { modules: ['journeys'], beside: {} },
  { modules: ['onboarding', 'consent', 'conformance'], beside: {} },
  {
    modules: ['main', 'app', 'app.module', 'openapi'],
    beside: { main: ['app', 'openapi'], app: ['app.module', 'openapi'], openapi: [] },
  },
];

/**
 * Inside a module, too, imports go one way: a folder uses those that follow it, and the files beside the folders are
 * below all of them, but for the module and what registers it elsewhere.
 */
const ORDER = { consent: ['request', 'return', 'redirection', 'status', 'finpro'] };
const ON_TOP = /^src\/consent\/(?:consent\.(?:module|journey))\.ts$/;

/** Lists that are read row by row: their length is that of what they list. */
const TABLES = /^src\/(?:errors\.ts|conformance\/facts\/)/;
const COMMENT = /^\s*(?:\/\/|\/?\*)/;

/** The one exception: every request that leaves Portico goes through one transport, events to consumers too. */
const EXCEPTIONS = new Set([
  'src/events/deliveries/delivery.ts -> src/signed-http/transport.ts',
  'src/events/events.module.ts -> src/signed-http/signed-http.module.ts',
]);

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
  // Texts that are shown to people: the OpenAPI document, the errors, the audited actions, the types of events.
  /^src\/(?:openapi(?:\.ts$|\/)|errors\.ts$|audit\/actions\.ts$|events\/event-types\.ts$)/,
  // Problem details are 1Money's error envelope at the same time.
  /^src\/http\/errors\/problem(?:\.dto)?\.ts$/,
];

const LIMITS = { lines: 300, width: 120, word: 80, imports: 15, parameters: 6, filesPerFolder: 12, depth: 3 };

const layerOf = (name) => LAYERS.findIndex(({ modules }) => modules.includes(name));
const moduleOf = (file) =>
  file
    .replace(/^src\//, '')
    .split('/')[0]
    .replace(/\.ts$/, '');

/** `files`: path below the root → text. Gives one sentence for each broken rule. */
function violations(files) {
  const names = Object.keys(files);
  const sources = names.filter((name) => name.startsWith('src/') && name.endsWith('.ts'));
  const edges = sources.flatMap((from) =>
    importsOf(files[from]).map((specifier) => ({ from, specifier, to: resolve(from, specifier, names) })),
  );
  return [
    ...edges.flatMap(judgeEdge),
    ...sources.flatMap((name) => judgeFile(name, files[name])),
    ...names.flatMap((name) => wideLines(name, files[name])),
    ...judgeFolders(sources),
    ...judgeWords(files[WORDS] ?? ''),
    ...cycles(edges).map(
      (loop) => `${loop.join(' -> ')}: an import cycle; none of these can be understood or loaded alone`,
    ),
  ];
}

const importsOf = (text) =>
  [
    ...text.matchAll(
      /^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\b(?:require|import)\('([^']+)'\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3]);

function resolve(from, specifier, names) {
  if (!specifier.startsWith('.')) return null;
  const joined = path.posix.join(path.posix.dirname(from), specifier);
  return names.includes(`${joined}.ts`) ? `${joined}.ts` : joined;
}

function judgeEdge({ from, specifier, to }) {
  if (to === null)
    return /^(src|@\/|~)/.test(specifier)
      ? [`${from}: path alias ${specifier}; dist runs on bare Node, which knows no aliases`]
      : [];
  const [own, other] = [moduleOf(from), moduleOf(to)];
  if (!to.startsWith('src/'))
    return to.startsWith('migrations/') && own === 'database'
      ? []
      : [`${from}: imports ${to}; src stands alone but for the list of migrations`];
  if (own === other) return [...judgeKinds(from, to), ...judgeOrder(from, to, ORDER[own])];
  if (own === 'sandbox' || other === 'sandbox')
    return [
      `${from}: imports ${to}; the sandbox and the gateway read the contracts independently, or a test that joins ` +
        'them proves nothing',
    ];
  const [layer, below] = [layerOf(own), layerOf(other)];
  if (layer < 0 || below < 0)
    return [
      `${layer < 0 ? from : to}: is in no module of the architecture; add the module to scripts/architecture.cjs`,
    ];
  if (below > layer) return [`${from}: imports ${to} of a higher layer; register instead what must be asked upwards`];
  if (EXCEPTIONS.has(`${from} -> ${to}`)) return [];
  if (below === layer && !(LAYERS[layer].beside[own] ?? []).includes(other))
    return [`${from}: imports ${to} of the same layer; modules of one layer know nothing of each other`];
  return /\.(repository|entity|controller)\.ts$/.test(to)
    ? [`${from}: imports ${to}; from another module only a module, a service, a type or a pure function`]
    : [];
}

const kind = (file) => /\.(\w+)\.ts$/.exec(file)?.[1];

/** Inside a module the request goes one way: controller, service, repository or client. */
function judgeKinds(from, to) {
  const forbidden = {
    repository: ['service', 'controller', 'client', 'dto'],
    client: ['repository', 'service', 'controller', 'entity', 'dto'],
    service: ['controller'],
    entity: ['repository', 'service', 'controller', 'client', 'dto'],
    controller: ['repository', 'client'],
  };
  return (forbidden[kind(from)] ?? []).includes(kind(to))
    ? [`${from}: imports ${to}; data moves one way, controller, service, repository or vendor client`]
    : [];
}

function judgeOrder(from, to, order) {
  if (!order || ON_TOP.test(from)) return [];
  const place = (file) => (file.split('/').length > 3 ? order.indexOf(file.split('/')[2]) : order.length);
  return place(from) > place(to) && place(to) >= 0
    ? [`${from}: imports ${to}; inside the module it goes ${order.join(', ')}, and never back`]
    : [];
}

function judgeFile(name, text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !COMMENT.test(line)).length;
  const own = importsOf(text).filter((specifier) => specifier.startsWith('.')).length;
  const widest = Math.max(
    0,
    ...[...text.matchAll(/constructor\(([^{]*)\)\s*\{/g)].map(
      (match) => match[1].split(/,(?![^<(]*[>)])/).filter((part) => part.trim()).length,
    ),
  );
  const found = [];
  const isList = name === 'src/app.module.ts';
  const isTable = TABLES.test(name);
  if (lines > LIMITS.lines && !isTable) found.push(`${name}: ${lines} lines; past ${LIMITS.lines} it has two jobs`);
  if (own > LIMITS.imports && !isList && !name.endsWith('.module.ts'))
    found.push(`${name}: ${own} imports of own files; past ${LIMITS.imports} it does too much`);
  if (widest > LIMITS.parameters)
    found.push(`${name}: a constructor with ${widest} parameters; past ${LIMITS.parameters} the class has two jobs`);
  if (name.split('/').length - 2 > LIMITS.depth) found.push(`${name}: deeper than src/module/subject/part/file`);
  if (path.basename(name) === 'index.ts') found.push(`${name}: a barrel hides where things are`);
  if (/\bprocess\.env\b/.test(text) && !/^src\/(main|config\/.*|sandbox\/(main|config))\.ts$/.test(name))
    found.push(`${name}: reads process.env; configuration is one typed object`);
  if (TIME.test(text) && !MAY_TELL_TIME.test(name))
    found.push(
      `${name}: tells the time or draws by itself; ask config/clock.ts or config/random.ts, which tests replace`,
    );
  for (const [pattern, why] of FORBIDDEN) if (pattern.test(text)) found.push(`${name}: ${why}`);
  for (const { named, home } of VENDORS)
    if (
      named.test(`${name}\n${text}`.replaceAll(NO_VENDOR, '')) &&
      ![home, ...MAY_NAME_VENDORS].some((may) => may.test(name))
    )
      found.push(`${name}: names a vendor; only its own module does, and shared code is given a VendorProfile`);
  return found;
}

/** The sandbox has a clock of its own, and a conformance run talks with servers that have theirs. */
const TIME = /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)/;
const MAY_TELL_TIME =
  /^src\/(?:config\/(?:clock|random)|database\/probes\/clock-probe)\.ts$|^src\/(?:sandbox|conformance)\//;

const FORBIDDEN = [
  [/\bas any\b/, 'as any switches the compiler off'],
  [/@ts-(ignore|expect-error|nocheck)/, 'a silenced compiler error comes back at run time'],
  [/^export default /m, 'a default export has a different name in every file'],
  [/\bforwardRef\b/, 'forwardRef hides a cycle'],
];

function judgeFolders(sources) {
  const sizes = new Map();
  for (const name of sources) sizes.set(path.posix.dirname(name), (sizes.get(path.posix.dirname(name)) ?? 0) + 1);
  return [...sizes]
    .filter(([, size]) => size > LIMITS.filesPerFolder)
    .map(([folder, size]) => `${folder}: ${size} files; past ${LIMITS.filesPerFolder} there are two subjects in it`);
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

function cycles(edges) {
  const next = new Map();
  for (const { from, to } of edges) if (to) next.set(from, [...(next.get(from) ?? []), to]);
  const loops = [];
  const done = new Set();
  const visit = (file, trail) => {
    if (trail.includes(file)) return void loops.push([...trail.slice(trail.indexOf(file)), file]);
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return loops;
}

function read(root) {
  const list = (folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true })
      .map((file) => `${folder}/${file}`.replaceAll('\\', '/'))
      .filter((file) => /\.[cm]?[jt]s$/.test(file));
  return Object.fromEntries(
    [...['src', 'migrations', 'test', 'campaigns', 'scripts'].flatMap(list), WORDS].map((file) => [
      file,
      fs.readFileSync(path.join(root, file), 'utf8'),
    ]),
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
    usage: 'npm run lint\n\nRuns oxlint, and checks the rules of the architecture. Exit code 1: one is broken.',
  });
  const found = violations(read(path.resolve(__dirname, '..')));
  for (const sentence of found) console.error(sentence);
  if (found.length > 0) process.exit(1);
}
