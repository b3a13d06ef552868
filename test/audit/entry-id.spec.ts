import { EntryIds, lowestIdAt } from '../../src/audit/entry-id';

describe('ids of audit entries', () => {
  const at = new Date('2026-01-15T09:30:00.512Z');

  it("are UUIDv7 of the entry's time, ascending within a millisecond", () => {
    const ids = new EntryIds();
    const made = Array.from({ length: 1000 }, () => ids.next(at));
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(1000);
    for (const id of made) expect(id).toMatch(/^019bc0fd-8bc0-7[0-9a-f]{3}-[89ab]/);
  });

  it('select a time range by their order', () => {
    const id = new EntryIds().next(at);
    expect(id >= lowestIdAt(at)).toBe(true);
    expect(id < lowestIdAt(new Date(at.getTime() + 1))).toBe(true);
    expect(lowestIdAt(new Date('1960-01-01T00:00:00Z'))).toBe('00000000-0000-0000-0000-000000000000');
  });
});
