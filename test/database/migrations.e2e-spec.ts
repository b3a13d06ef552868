import { DataSource } from 'typeorm';
import source from '../../ormconfig';
import { migrate } from '../../src/database/setup/migrate';
import { createTestDatabase, type TestDatabase } from '../support/database';

describe('the schema', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is what the entities say, but for foreign keys and checks, which only the database needs to know', async () => {
    const options = { ...source.options, url: database.ownerUrl } as ConstructorParameters<typeof DataSource>[0];
    const own = await new DataSource(options).initialize();
    const drift = await own.driver.createSchemaBuilder().log();
    await own.destroy();
    const changes = drift.upQueries
      .map(({ query }) => query)
      .filter((query) => !/DROP CONSTRAINT "\w+_(fkey|check)"$/.test(query));
    expect(changes).toEqual([]);
  });

  it('is brought up to date once, by whoever comes first', async () => {
    const ran = await Promise.all([migrate(database.ownerUrl), migrate(database.ownerUrl), migrate(database.ownerUrl)]);
    expect(ran.flat()).toEqual([]);
  });

  it('keeps the application from making tables', async () => {
    const app = await new DataSource({ type: 'postgres', url: database.appUrl }).initialize();
    await expect(app.query('CREATE TABLE portico.mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(app.query('CREATE SCHEMA mine')).rejects.toThrow(/permission denied/);
    await app.destroy();
  });
});
