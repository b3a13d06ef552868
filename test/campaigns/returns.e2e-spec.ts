import { PROGRAMS } from '../../campaigns/return-programs';
import { returns } from '../../campaigns/returns';

const missing = PROGRAMS.filter(({ isThere }) => !isThere()).map(({ language }) => language);

describe('the programs of docs/returns.md', () => {
  const title = missing.length > 0 ? ` (skipped: no ${missing.join(', no ')} on this machine)` : '';

  it(`accept every genuine return and no mutated one${title}`, () => {
    expect(returns({ seed: 1, mutated: 3_000, genuine: 200 })).toMatchObject({
      isPassed: true,
      accepted: Object.fromEntries(PROGRAMS.filter(({ isThere }) => isThere()).map(({ language }) => [language, []])),
    });
  }, 120_000);

  it('control: mutated returns are accepted where the HMAC is not compared', () => {
    const result = returns({
      seed: 1,
      mutated: 310,
      genuine: 5,
      weaken: (code) =>
        code
          .replace('if (!hmacs.split', 'if (false && !hmacs.split')
          .replace('if not any(hmac.compare', 'if False and not any(hmac.compare')
          .replace('if (!isMine ||', 'if (')
          .replace('if !isMine ||', 'if isMine && !isMine ||'),
    });
    expect(result.isPassed).toBe(false);
    for (const language of result.programs) expect(result.accepted[language]).toContain('an altered HMAC');
  }, 120_000);
});
