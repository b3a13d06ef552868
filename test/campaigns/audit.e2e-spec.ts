import { attackAudit, type AttackResult } from '../../campaigns/audit-attacks';
import { proveAudit, type ProofResult } from '../../campaigns/audit-proofs';
import { MISSING } from '../../campaigns/proof-verifiers';
import { inWorld } from '../../campaigns/world';

/** The short form of `node dist/campaigns/audit-proofs.js`. */
describe('random proofs of the log', () => {
  const size = { seed: 7, entries: 1800, inclusions: 120, consistencies: 40, forgeries: 12 };
  let result: ProofResult;
  beforeAll(async () => {
    result = await inWorld((folder) => proveAudit(size, folder));
  }, 120_000);

  it('have exactly the bytes that were appended', () => {
    expect(result).toMatchObject({ entries: size.entries, otherLeaves: 0 });
  });

  for (const [name, missing] of Object.entries(MISSING) as [keyof typeof MISSING, string | null][]) {
    const holds = (): void =>
      expect([name, result.verified[name], result.control[name]]).toEqual([
        name,
        size.inclusions + (name === 'sigstore' ? 0 : size.consistencies),
        0,
      ]);
    if (missing) it.skip(`hold for ${name} (skipped: ${missing})`, holds);
    else it(`hold for ${name}, which takes no forged one`, holds);
  }
});

/** The short form of `node dist/campaigns/audit-attacks.js`: each kind at least once. */
describe('attacks on the log by the superuser', () => {
  let result: AttackResult;
  beforeAll(async () => {
    result = await inWorld((folder) => attackAudit({ seed: 7, attacks: 60, entries: 600 }, folder));
  }, 120_000);

  it('are all detected, and the first wrong leaf is named', () => {
    expect(result).toMatchObject({ missed: [], detected: result.attacks });
    expect(result.named).toBeGreaterThan(40);
  });

  it('control: nothing is found without an attack, nor without the file where only the file shows it', () => {
    expect(result.control).toEqual({ untouched: true, harmlessTakenForAttacks: 0, seenWithoutFile: 0 });
  });
});
