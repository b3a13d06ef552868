import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { loadConfig } from '../../src/config/config';
import { changingSecretFiles } from '../../src/config/environment/secret-files';
import { VendorCredentials } from '../../src/signed-http/vendor-credentials';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { DATA_KEY, DEMO, type RunningGateway, startGateway } from '../support/gateway';
import { newCustomer } from '../support/given';

/** A second partner that the sandbox knows. */
const OTHER = { accessKey: 'ak_sandbox_other', secretKey: 'YW5vdGhlci1wYXJ0bmVyLXNlY3JldC0wMDAwMDAwMDA' };

describe('credentials of a vendor', () => {
  let gateway: RunningGateway;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    gateway = await startGateway({ database });
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
  });

  it('can be changed between two calls, without a restart', async () => {
    const create = (): request.Test =>
      request(gateway.url)
        .post('/v1/customers/hosted')
        .set('Authorization', DEMO)
        .set('Idempotency-Key', randomUUID())
        .send(newCustomer());
    const keyOf = async (): Promise<string> =>
      (
        (
          await gateway.sandbox.control<{ requests: { signature: { canonical: string } }[] }>(
            '/_sandbox/requests?vendor=1money&limit=1',
          )
        ).requests[0]!.signature.canonical ?? ''
      ).split('\n')[0]!;
    await create().expect(201);
    expect(await keyOf()).toBe('ak_sandbox_portico');
    const credentials = gateway.app.get(VendorCredentials, { strict: false });
    const other = { ...gateway.config, oneMoney: { ...gateway.config.oneMoney!, ...OTHER } };
    // To the other credentials and back again.
    for (const [config, key] of [
      [other, 'ak_sandbox_other'],
      [gateway.config, 'ak_sandbox_portico'],
      [other, 'ak_sandbox_other'],
      [gateway.config, 'ak_sandbox_portico'],
    ] as const) {
      expect([credentials.replace(config), credentials.replace(config)]).toEqual([['one-money'], []]);
      await create().expect(201);
      expect(await keyOf()).toBe(key);
    }
  });
});

describe('secrets in files', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portico-secrets-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const file = (name: string, content: string): string => {
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const production = {
    DATABASE_URL: 'postgres://portico_app@localhost/portico',
    AUDIT_SIGNING_KEY: Buffer.alloc(32, 7).toString('base64url'),
    AUDIT_CHECKPOINT_FILE: '/tmp/checkpoints',
    AUDIT_LOG_ORIGIN: 'audit.example.com/log',
    ONE_MONEY_BASE_URL: 'https://api.1money.com',
    ONE_MONEY_ACCESS_KEY: 'ak_live_1',
  };

  it('are read from the files instead of the variables, and again each time', () => {
    const secret = file('secret', `${Buffer.alloc(32, 1).toString('base64url')}\n`);
    const environment = {
      ...production,
      PORTICO_DATA_KEY_FILE: file('key', DATA_KEY),
      ONE_MONEY_SECRET_KEY_FILE: secret,
    };
    expect(loadConfig(environment)).toMatchObject({
      oneMoney: { secretKey: Buffer.alloc(32, 1).toString('base64url') },
      dataKeys: [Buffer.from(DATA_KEY, 'base64url')],
    });
    fs.writeFileSync(secret, Buffer.alloc(32, 2).toString('base64url'));
    expect(loadConfig(environment).oneMoney!.secretKey).toBe(Buffer.alloc(32, 2).toString('base64url'));
  });

  it('are read for each account', () => {
    const secret = file('acme', Buffer.alloc(32, 3).toString('base64url'));
    const environment = {
      ...production,
      PORTICO_DATA_KEY: DATA_KEY,
      ONE_MONEY_SECRET_KEY: Buffer.alloc(32, 1).toString('base64url'),
      VENDOR_ACCOUNTS: 'acme',
      ONE_MONEY_BASE_URL__ACME: 'https://api.1money.com',
      ONE_MONEY_ACCESS_KEY__ACME: 'ak_live_acme',
      ONE_MONEY_SECRET_KEY__ACME_FILE: secret,
    };
    expect(loadConfig(environment).accounts.get('acme')?.oneMoney?.secretKey).toBe(
      Buffer.alloc(32, 3).toString('base64url'),
    );
    expect(changingSecretFiles(environment)).toEqual([secret]);
  });

  it('are named in the error when they are unreadable or given twice, and their values are not shown', () => {
    const read = (): unknown =>
      loadConfig({
        ...production,
        PORTICO_DATA_KEY: DATA_KEY,
        PORTICO_DATA_KEY_FILE: file('key', 'shown-never'),
        ONE_MONEY_SECRET_KEY_FILE: '/nowhere',
      });
    expect(read).toThrow(/PORTICO_DATA_KEY and PORTICO_DATA_KEY_FILE exclude each other/);
    expect(read).toThrow(/ONE_MONEY_SECRET_KEY_FILE must name a file that can be read/);
    expect(read).not.toThrow(/shown-never/);
  });
});
