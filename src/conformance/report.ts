import type { Fact } from './fact';
import type { Result, FactVerdict } from './run';
import { sectionOf, SITES } from './sections';

const SIGNS: Readonly<Record<FactVerdict, string>> = {
  agrees: 'agrees',
  differs: 'DIFFERS',
  open: 'open',
  skipped: 'skipped',
  failed: 'FAILED',
};

/** One line for a result. `isSandbox`: an open fact then only says what the sandbox does. */
export function line({ fact, verdict, told }: Result, isSandbox: boolean): string {
  const head = `${SIGNS[verdict].padEnd(8)} ${fact.id}  (${sourceOf(fact)})  ${fact.says}`;
  if (verdict === 'open')
    return (
      `${head}\n         ` +
      `${isSandbox ? `the sandbox: ${told}` : `not in the contract; here: ${told}; the sandbox: ${fact.choice}`}`
    );
  if (verdict === 'skipped') return `${head}\n         needs ${told}`;
  return verdict === 'agrees' ? head : `${head}\n         ${told}`;
}

const SOURCES: Readonly<Record<Fact['source'], string>> = {
  page: "the vendor's page",
  code: "the vendor's public code",
  guideline: 'the guideline of the Account Aggregators',
  integrators: 'code of others who integrate',
  open: 'left open',
};

/** `1Money 2.3 onboarding links, the vendor's page /reference/create_onboarding_link`. */
export function sourceOf({ vendor, section, source }: Fact): string {
  const [about, page] = sectionOf(vendor, section);
  return (
    `${vendor === '1money' ? '1Money' : 'FinPro'} ${section} ${about}, ` +
    `${SOURCES[source]}${source === 'page' && page !== null ? ` ${page}` : ''}`
  );
}

export type Counts = Readonly<Record<FactVerdict, number>>;

export function counts(results: readonly Result[]): Counts {
  const of = (verdict: FactVerdict): number => results.filter((result) => result.verdict === verdict).length;
  return {
    agrees: of('agrees'),
    differs: of('differs'),
    open: of('open'),
    skipped: of('skipped'),
    failed: of('failed'),
  };
}

export const summary = ({ agrees, differs, open, skipped, failed }: Counts): string =>
  `${agrees} agree, ${differs} differ, ${skipped} skipped, ${failed} without an answer; ${open} are questions that ` +
  'the contract leaves open.';

function pageOf(vendor: Fact['vendor'], section: string): string | null {
  const [, page] = sectionOf(vendor, section);
  return page === null ? null : SITES[vendor] + page;
}

/** The whole run, as JSON for programs. */
export function report(targets: Readonly<Record<string, string>>, results: readonly Result[]): object {
  const facts = results.map(({ fact: { id, vendor, section, source, says, needs, choice }, verdict, told }) => ({
    id,
    vendor,
    section,
    about: sectionOf(vendor, section)[0],
    page: pageOf(vendor, section),
    source,
    says,
    needs,
    ...(choice === undefined ? {} : { sandbox: choice }),
    verdict,
    told,
  }));
  return { at: new Date().toISOString(), targets, counts: counts(results), facts };
}
