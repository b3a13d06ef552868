import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source';
import { poolOf } from '../../src/database/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startTcpProxy, through, type TcpProxy } from '../support/tcp-proxy';

describe('a connection that has fallen silent', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await startTcpProxy(Number(new URL(database.url).port));
  });
  afterAll(async () => {
    await proxy.close();
    await database.drop();
  });

  /** TypeORM over one connection, which falls silent once it is established. */
  async function swallowed(extra: object = {}): Promise<DataSource> {
    const options = dataSourceOptions({ url: through(database.appUrl, proxy), poolSize: 1, role: 'application' });
    const source = await new DataSource({
      ...options,
      extra: { ...options.extra, query_timeout: 250, ...extra },
    }).initialize();
    await source.query('SELECT 1');
    proxy.swallow();
    await expect(source.query('SELECT 2')).rejects.toThrow('Query read timeout');
    return source;
  }

  it('is closed with the first query that is not answered; the next query gets another', async () => {
    const source = await swallowed();
    expect(await source.query('SELECT 3 AS n')).toEqual([{ n: 3 }]);
    expect([poolOf(source).totalCount, proxy.connected]).toEqual([1, 1]);
    await source.destroy();
  });

  it('control: a pool of plain clients hands it out again and again', async () => {
    const source = await swallowed({ Client });
    await expect(source.query('SELECT 3')).rejects.toThrow('Query read timeout');
    await expect(source.query('SELECT 3')).rejects.toThrow('Query read timeout');
    proxy.set('cut');
    proxy.set('open');
    await source.destroy();
  });
});
