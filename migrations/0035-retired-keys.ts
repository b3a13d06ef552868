import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A data key that is retired stays retired, whatever a process with the application's login writes. */
export class RetiredKeys1790000000035 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REFUSE);
    await runner.query('DROP TRIGGER IF EXISTS data_keys_stay_retired ON portico.data_keys');
    await runner.query(
      'CREATE TRIGGER data_keys_stay_retired BEFORE UPDATE ON portico.data_keys FOR EACH ROW ' +
        "WHEN (OLD.state = 'RETIRED') EXECUTE FUNCTION portico.refuse_revival()",
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

const REFUSE = `
  CREATE OR REPLACE FUNCTION portico.refuse_revival() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'a data key that is retired stays retired' USING ERRCODE = 'insufficient_privilege';
  END
  $$;
`;
