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

  it('matches the entities, apart from foreign keys and checks, which exist in the database only', async () => {
    const options = { ...source.options, url: database.ownerUrl } as ConstructorParameters<typeof DataSource>[0];
    const own = await new DataSource(options).initialize();
    const drift = await own.driver.createSchemaBuilder().log();
    await own.destroy();
    const changes = drift.upQueries
      .map(({ query }) => query)
      .filter((query) => !/DROP CONSTRAINT "\w+_(fkey|check)"$/.test(query));
    expect(changes).toEqual([]);
  });

  it('is migrated once, also by several processes at once', async () => {
    const ran = await Promise.all([migrate(database.ownerUrl), migrate(database.ownerUrl), migrate(database.ownerUrl)]);
    expect(ran.flat()).toEqual([]);
  });

  it("the application's role may not create tables", async () => {
    const app = await new DataSource({ type: 'postgres', url: database.appUrl }).initialize();
    await expect(app.query('CREATE TABLE portico.mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(app.query('CREATE SCHEMA mine')).rejects.toThrow(/permission denied/);
    await app.destroy();
  });
});
