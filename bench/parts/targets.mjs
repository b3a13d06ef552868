import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CONSUMER, ORIGIN, SCOPE, sha256 } from '../baselines/job.mjs';
import { GRANTS } from '../baselines/server.mjs';
import { FINPRO, ONE_MONEY } from './stub-vendors.mjs';
import { freePort, runToEnd, startProgram } from './system.mjs';

const require = createRequire(import.meta.url);
const { MALLOC, nodeFlags } = require('../../scripts/start/node-flags.cjs');
const built = (file) => require(path.resolve(import.meta.dirname, '../../dist/src', file));
const PRODUCT = path.resolve(import.meta.dirname, '../..');
const BASELINES = path.resolve(import.meta.dirname, '../baselines');
/** The gateway of a build: bundled, as it is run; or with its files apart, as a profile names them. */
const PROGRAMS = ['dist/gateway.js', 'dist/src/main.js'];
/** Requests name these in turn; a run may say how many. */
const CUSTOMERS = 200;
/** Requests under way that make them. */
const MAKERS = 8;
const REDIRECT = `${ORIGIN}/callback?state=0123456789abcdef`;
const APPLICATION = 'bench-app';
const ORGANISATION = 'bench-org';

/** The Bearer token, and what every request for a grant has in its body. */
const grantLoad = (secret, customerIds) => ({
  path: GRANTS,
  headers: { Authorization: `Bearer ${CONSUMER.clientId}.${secret}`, 'User-Agent': 'bench/1' },
  bodies: customerIds.map((id) => JSON.stringify({ customer_id: id, redirect_url: REDIRECT, locale: 'de-DE' })),
});

/** Each request is for another person. */
const consentLoad = (secret) => ({
  path: '/v3/requestconsent',
  headers: {
    client_id: CONSUMER.clientId,
    client_secret: secret,
    organisationId: ORGANISATION,
    appIdentifier: APPLICATION,
    'User-Agent': 'bench/1',
  },
  bodies: [
    JSON.stringify({
      productID: 'LOAN01',
      vua: '##########@onemoney',
      partyIdentifierType: 'MOBILE',
      partyIdentifierValue: '##########',
      accountID: 'LOANAPP##########',
      fipID: ['ALPHA-FIP'],
      redirectUrl: REDIRECT,
    }),
  ],
});

/** Rows that the answers must have left: `[results, audit rows]`. */
const PORTICO_ROWS = (table) =>
  `SELECT (SELECT count(*)::integer FROM portico.${table}) AS results,
    (SELECT count(*)::integer FROM portico.audit_entries) AS audited`;
const BASELINE_ROWS = (grants, entries) =>
  `SELECT (SELECT count(*)::integer FROM ${grants}) AS results, (SELECT count(*)::integer FROM ${entries}) AS audited`;

/** Portico as in production: every limit is on, and too high to be met. */
function porticoEnvironment({ postgres, vendorUrl, settings }, port) {
  return {
    ...MALLOC,
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    DATABASE_URL: postgres.roles.app,
    SEQUENCER_DATABASE_URL: postgres.roles.sequencer,
    PORTICO_DATA_KEY: Buffer.alloc(32, 1).toString('base64url'),
    AUDIT_SIGNING_KEY: Buffer.alloc(32, 2).toString('base64url'),
    AUDIT_CHECKPOINT_FILE: path.join(postgres.home, 'checkpoints'),
    AUDIT_LOG_ORIGIN: 'bench.example.com/audit',
    PUBLIC_BASE_URL: 'https://portico.example.com',
    PORT: String(port),
    HOST: '127.0.0.1',
    ONE_MONEY_BASE_URL: vendorUrl,
    ONE_MONEY_ACCESS_KEY: ONE_MONEY.accessKey,
    ONE_MONEY_SECRET_KEY: ONE_MONEY.secretKey,
    FINPRO_BASE_URL: `${vendorUrl}/finpro`,
    FINPRO_CLIENT_ID: FINPRO.clientId,
    FINPRO_CLIENT_SECRET: FINPRO.clientSecret,
    FINPRO_ORGANISATION_ID: FINPRO.organisationId,
    FINPRO_APP_IDENTIFIER: FINPRO.appIdentifier,
    RATE_LIMIT_PER_MINUTE: '10000000',
    GRANTS_PER_CUSTOMER_PER_DAY: '1000000',
    CONSENTS_PER_CUSTOMER_PER_DAY: '1000000',
    POLL_INTERVAL_SECONDS: '3600',
    SHUTDOWN_DRAIN_MS: '0',
    ...settings,
  };
}

/** Portico of a folder with a build. The first that starts makes the consumer and the customers for all others. */
class Portico {
  constructor(journey, table, folder = PRODUCT) {
    Object.assign(this, { journey, table, folder });
  }

  async start(run, node) {
    const port = await freePort();
    const environment = porticoEnvironment(run, port);
    const url = `http://127.0.0.1:${port}`;
    const secret = await (run.porticoSecret ??= this.#createConsumer(environment));
    const [main] = PROGRAMS.slice(node.isProfiled ? 1 : 0)
      .map((file) => path.join(this.folder, file))
      .filter((file) => fs.existsSync(file));
    const program = await startProgram([node.path, ...nodeFlags(environment), ...(node.flags ?? []), main], {
      env: environment,
      url: `${url}/health/ready`,
      cwd: this.folder,
    });
    const load =
      this.journey === 'consents'
        ? consentLoad(secret)
        : grantLoad(secret, await (run.porticoCustomers ??= createCustomers(url, secret, run.customers ?? CUSTOMERS)));
    return {
      ...program,
      load: { ...load, url: url + load.path },
      rows: { database: 'portico', text: PORTICO_ROWS(this.table) },
    };
  }

  async #createConsumer(environment) {
    const { SCOPES } = built('http/request/caller.js');
    const words =
      `create ${CONSUMER.clientId} --organisation ${ORGANISATION} --application ${APPLICATION} ` +
      `--scopes ${SCOPES.join(',')} --redirect-origins ${ORIGIN} --products LOAN01 --json`;
    const command = [process.execPath, path.join(PRODUCT, 'scripts/consumers.mjs'), ...words.split(' ')];
    return JSON.parse(await runToEnd(command, { env: environment })).secret;
  }
}

async function createCustomers(url, secret, count) {
  const ids = [];
  let begun = 0;
  const make = async () => {
    while (begun < count) {
      begun += 1;
      ids.push(await createCustomer(url, secret, begun));
    }
  };
  await Promise.all(Array.from({ length: MAKERS }, make));
  return ids;
}

async function createCustomer(url, secret, number) {
  const answer = await fetch(`${url}/v1/customers/hosted`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${CONSUMER.clientId}.${secret}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({
      email: `ops${number}@acme.example`,
      first_name: 'Erika',
      last_name: 'Mustermann',
      company_name: 'Acme Robotics GmbH',
      customer_type: 'BUSINESS',
    }),
  });
  if (answer.status !== 201) throw new Error(`a customer was not made: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).customer_id;
}

/** A baseline: a program that gets DATABASE_URL and VENDOR_URL. */
class Baseline {
  constructor(program, { database = 'baselines', environment = {}, prepare, rows }) {
    Object.assign(this, { program, database, environment, prepare, rowsText: rows });
  }

  async start({ postgres, vendorUrl }, node) {
    const database = postgres.databases[this.database];
    const ids = await this.prepare(postgres, database);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const environment = {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      DATABASE_URL: postgres.urlOf(database),
      VENDOR_URL: vendorUrl,
      ONE_MONEY_ACCESS_KEY: ONE_MONEY.accessKey,
      ONE_MONEY_SECRET_KEY: ONE_MONEY.secretKey,
      PORT: String(port),
      ...this.environment,
    };
    const program = await startProgram([node.path, path.join(BASELINES, this.program)], {
      env: environment,
      url: `${url}/healthz`,
      cwd: BASELINES,
    });
    return {
      ...program,
      load: { ...grantLoad(CONSUMER.secret, ids), url: url + GRANTS },
      rows: { database, text: this.rowsText },
    };
  }
}

const customerIds = Array.from({ length: CUSTOMERS }, (_none, index) => `customer-${index}`);
const consumerRow = [CONSUMER.clientId, sha256(CONSUMER.secret), [SCOPE], [ORIGIN]];
const insertConsumer = (table) => `INSERT INTO ${table} VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;

async function prepareBaselines(postgres, database) {
  await postgres.query(database, insertConsumer('consumers'), consumerRow);
  return customerIds;
}

async function prepareLimit(postgres, database) {
  await postgres.query(database, insertConsumer('limit_consumers'), consumerRow);
  await postgres.query(
    database,
    `INSERT INTO limit_customers SELECT id, gen_random_uuid(), $1, 'INIT', sha256(id::bytea) FROM unnest($2::text[]) AS id
     ON CONFLICT DO NOTHING`,
    [CONSUMER.clientId, customerIds],
  );
  return customerIds;
}

const byHand = { prepare: prepareBaselines, rows: BASELINE_ROWS('onboarding_grants', 'audit_events') };

/** Every target by its name. */
export const TARGETS = {
  portico: new Portico('grants', 'onboarding_grants'),
  consents: new Portico('consents', 'consents'),
  a: new Baseline('by-hand.mjs', byHand),
  aBatch: new Baseline('by-hand.mjs', { ...byHand, environment: { GROUPED: '1' } }),
  limit: new Baseline('limit.mjs', {
    database: 'limit',
    prepare: prepareLimit,
    rows: BASELINE_ROWS('limit_grants', 'limit_audit_entries'),
  }),
  d: new Baseline('typical/node_modules/.compiled/main.js', byHand),
};

/** What each of them is, in the report. */
export const TITLES = {
  portico: 'Portico, grants',
  consents: 'Portico, consents',
  a: '(a) by hand, a commit for each write',
  aBatch: '(aBatch) by hand, grouped commits',
  limit: '(limit) as aBatch, with everything that must be written',
  d: '(d) Nest, Express, TypeORM save(), axios',
};

/** Another build of Portico, under a name of its own. */
export const otherPortico = (folder) => new Portico('grants', 'onboarding_grants', folder);
