import { Client } from 'pg';
import fc from 'fast-check';
import { RowParameters } from '../../src/database/statements/row-parameters';
import { createTestDatabase, type TestDatabase } from '../support/database';

/** Of each type that statements use, values as rows have them, and what the driver reads when they arrived whole. */
const VALUES = {
  text: fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  uuid: fc.uuid(),
  integer: fc.integer(),
  'double precision': fc.double({ noNaN: true, noDefaultInfinity: true }),
  boolean: fc.boolean(),
  timestamptz: fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true }),
  bytea: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  jsonb: fc.dictionary(fc.stringMatching(/^[a-z"\\]{1,5}$/), fc.oneof(fc.integer(), fc.stringMatching(/^[ -~é€]*$/))),
  'text[]': fc.array(fc.stringMatching(/^[ -~é€]*$/)),
  'uuid[]': fc.array(fc.uuid()),
} as const;
const TYPES = Object.keys(VALUES) as (keyof typeof VALUES)[];

const nameOf = (index: number): string => `"aMember${index}"`;
const SQL = `SELECT * FROM $rows AS r(${TYPES.map((type, index) => `${nameOf(index)} ${type}`).join(', ')})`;

describe('the parameters of a statement', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const arrived = async (rows: readonly object[], isOne = false): Promise<object[]> => {
    const parameters = new RowParameters(SQL);
    return (await client.query<object>(parameters.sqlFrom(1, isOne), parameters.valuesOf(rows, isOne))).rows;
  };

  it('give PostgreSQL each value of each type as it is, in order', async () => {
    const row = fc.tuple(...TYPES.map((type) => fc.option(VALUES[type] as fc.Arbitrary<unknown>)));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (tuples) => {
        const rows = tuples.map((values) =>
          Object.fromEntries(values.map((value, index) => [`aMember${index}`, Object.is(value, -0) ? 0 : value])),
        );
        expect(await arrived(rows)).toEqual(rows);
        for (const one of rows.slice(0, 1)) expect(await arrived([one], true)).toEqual([one]);
      }),
      { numRuns: 200 },
    );
  });

  it('are NULL for a member that a row does not have', async () => {
    for (const isOne of [false, true]) {
      const [row] = await arrived([{}], isOne);
      expect(Object.values(row!)).toEqual(TYPES.map(() => null));
    }
  });

  it('may be read several times, each time with other members', async () => {
    const parameters = new RowParameters(
      'SELECT a.one, (SELECT max(b."theOther") FROM $rows AS b("theOther" integer)) AS most FROM $rows AS a(one text)',
    );
    const rows = [
      { one: 'x', theOther: 7 },
      { one: 'y', theOther: 3 },
    ];
    expect(parameters.count).toBe(2);
    const { rows: found } = await client.query(parameters.sqlFrom(1), parameters.valuesOf(rows));
    expect(found).toEqual([
      { one: 'x', most: 7 },
      { one: 'y', most: 7 },
    ]);
    const { rows: only } = await client.query(parameters.sqlFrom(1, true), parameters.valuesOf(rows.slice(1), true));
    expect(only).toEqual([{ one: 'y', most: 3 }]);
  });

  it('refuse bytes that are no Buffer, and SQL that declares no rows', () => {
    const parameters = new RowParameters('SELECT 1 FROM $rows AS r(sealed bytea)');
    for (const isOne of [false, true])
      expect(() => parameters.valuesOf([{ sealed: 'a text' }], isOne)).toThrow(TypeError);
    expect(() => new RowParameters('SELECT 1')).toThrow('declares its rows');
  });
});
