/** Who may import whom below `src`. `npm run lint` checks it, and test/architecture.spec.ts plants violations. */

/**
 * Layers, from the lowest up. A module may import modules of lower layers, and on its own layer only those it names in
 * `beside`. Journeys are registered below the modules that ask about them, and do not know each other.
 */
const LAYERS = [
  { modules: ['config', 'errors', 'field-rules', 'request-reads', 'words'], beside: { errors: ['field-rules'] } },
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
  { modules: ['idempotency', 'keys', 'targets', 'vendors', 'journey-registry', 'switches'], beside: {} },
  { modules: ['consumers', 'signed-http', 'inbox', 'events', 'links', 'dry-run'], beside: { links: ['events'] } },
  { modules: ['journeys', 'returns'], beside: {} },
  { modules: ['onboarding', 'consent', 'conformance'], beside: {} },
  { modules: ['subjects'], beside: {} },
  { modules: ['evidence'], beside: {} },
  { modules: ['operators'], beside: {} },
  { modules: ['console'], beside: {} },
  {
    modules: ['main', 'app', 'app.module', 'openapi'],
    beside: { main: ['app', 'openapi'], app: ['app.module', 'openapi'], openapi: [] },
  },
];

/** Inside consent, imports go from a folder to those that follow it; the files beside the folders are below them. */
const CONSENT = ['receipts', 'renewal', 'request', 'return', 'redirection', 'status', 'finpro'];
const CONSENT_ON_TOP = '^src/consent/(?:consent\\.(?:module|journey)|table-lives)\\.ts$';

/** Every request that leaves Portico goes through one transport, events to consumers too. */
const TRANSPORT = {
  from: '^src/events/(?:deliveries/delivery|events\\.module)\\.ts$',
  to: '^src/signed-http/(?:transport|signed-http\\.module)\\.ts$',
};

/** Inside a module a request goes one way: kind of file → kinds that it must not import. */
const ONE_WAY = {
  repository: 'service|controller|client|dto',
  client: 'repository|service|controller|entity|dto',
  service: 'controller',
  entity: 'repository|service|controller|client|dto',
  controller: 'repository|client',
};

const quoted = (name) => name.replaceAll('.', '\\.');
const below = (names) => `^src/(?:${names.map(quoted).join('|')})(?:/|\\.ts$)`;
const all = LAYERS.flatMap(({ modules }) => modules);

const layerRules = LAYERS.flatMap(({ modules, beside }, index) => {
  const higher = LAYERS.slice(index + 1).flatMap((layer) => layer.modules);
  return [
    ...(higher.length === 0
      ? []
      : [
          {
            name: `layer-${index}-looks-up`,
            comment: 'A module of a higher layer; register there what must be asked upwards.',
            severity: 'error',
            from: { path: below(modules) },
            to: { path: below(higher) },
          },
        ]),
    ...modules.map((name) => ({
      name: `${name}-looks-beside`,
      comment: 'A module of the same layer; modules of one layer do not know each other.',
      severity: 'error',
      from: { path: below([name]), pathNot: TRANSPORT.from },
      to: { path: below(modules.filter((other) => other !== name && !(beside[name] ?? []).includes(other))) },
    })),
  ].filter(({ to }) => to.path !== below([]));
});

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'events-use-the-transport-only',
      comment: 'Of the same layer, events may use the transport alone.',
      severity: 'error',
      from: { path: TRANSPORT.from },
      to: { path: below(['consumers', 'signed-http', 'inbox', 'links']), pathNot: TRANSPORT.to },
    },
    {
      name: 'no-module-beside-the-layers',
      comment: 'Is in no module of the architecture; add the module to .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/', pathNot: below([...all, 'sandbox']) },
    },
    {
      name: 'no-import-from-beside-the-layers',
      comment: 'Is in no module of the architecture; add the module to .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^src/', pathNot: below([...all, 'sandbox']) },
      to: {},
    },
    {
      name: 'sandbox-apart',
      comment: 'The sandbox and the gateway read the contracts independently, or a test of both proves nothing.',
      severity: 'error',
      from: { path: '^src/', pathNot: below(['sandbox']) },
      to: { path: below(['sandbox']) },
    },
    {
      name: 'gateway-apart',
      comment: 'The sandbox and the gateway read the contracts independently, or a test of both proves nothing.',
      severity: 'error',
      from: { path: below(['sandbox']) },
      to: { path: '^src/', pathNot: below(['sandbox']) },
    },
    {
      name: 'another-modules-inside',
      comment: 'From another module only a module, a service, a type or a pure function.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/.+\\.(?:repository|entity|controller)\\.ts$', pathNot: '^src/$1/' },
    },
    ...Object.entries(ONE_WAY).map(([kind, kinds]) => ({
      name: `${kind}-looks-back`,
      comment: 'Data moves one way: controller, service, repository or vendor client.',
      severity: 'error',
      from: { path: `^src/([^/]+)/.+\\.${kind}\\.ts$` },
      to: { path: `^src/$1/.+\\.(?:${kinds})\\.ts$` },
    })),
    ...CONSENT.slice(1).map((folder, index) => ({
      name: `consent-${folder}-looks-back`,
      comment: `Inside the module it goes ${CONSENT.join(', ')}, and never back.`,
      severity: 'error',
      from: { path: `^src/consent/${folder}/` },
      to: { path: `^src/consent/(?:${CONSENT.slice(0, index + 1).join('|')})/` },
    })),
    {
      name: 'consent-base-looks-up',
      comment: 'A file beside the folders is below all of them.',
      severity: 'error',
      from: { path: '^src/consent/[^/]+\\.ts$', pathNot: CONSENT_ON_TOP },
      to: { path: '^src/consent/[^/]+/' },
    },
    {
      name: 'src-stands-alone',
      comment: 'From outside src only the list of migrations, for the database.',
      severity: 'error',
      from: { path: '^src/', pathNot: below(['database']) },
      to: { path: '^(?:migrations|testing|packages|test|campaigns|scripts)/|^ormconfig\\.ts$' },
    },
    {
      name: 'database-knows-migrations-only',
      comment: 'From outside src only the list of migrations, for the database.',
      severity: 'error',
      from: { path: below(['database']) },
      to: { path: '^(?:testing|packages|test|campaigns|scripts)/|^ormconfig\\.ts$' },
    },
    {
      name: 'testing-uses-src-only',
      comment: 'The server of the testing kit is part of the package, and tests are not.',
      severity: 'error',
      from: { path: '^testing/' },
      to: { path: '^(?:migrations|packages|test|campaigns|scripts)/|^ormconfig\\.ts$' },
    },
    {
      name: 'packages-stand-alone',
      comment: 'A package is installed without the sources of the gateway.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/' },
      to: {
        path: '^(?:src|migrations|testing|test|campaigns|scripts|packages)/',
        pathNot: '^packages/(?:$1/src|client/dist)/',
      },
    },
    {
      name: 'no-circular',
      comment: 'None of these files can be understood or loaded alone.',
      severity: 'error',
      from: { path: '^(?:src|testing|packages)/' },
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'A path alias, or a package that is not installed; dist runs on Node, which knows no aliases.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'not-to-dev-dependency',
      comment: 'What runs in production is a dependency.',
      severity: 'error',
      from: { path: '^(?:src|migrations|testing|packages)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
};
