import { largeTables } from '../../campaigns/large-tables';

describe("one consumer's large tables", () => {
  it('slow down neither its filters, nor the removal of old rows, nor another consumer', async () => {
    const { other, removed, rows } = await largeTables({ seed: 20260115, percent: 0.4, requests: 1, old: 2_000 });
    expect(rows).toMatchObject({ consents: 20_000, auditEntries: 40_000 });
    expect(Object.values(removed).every((rate) => rate > 0)).toBe(true);
    expect(other).toMatchObject({ refused: 0, delivered: other.events });
    expect(other.events).toBeGreaterThan(0);
  }, 180_000);
});
