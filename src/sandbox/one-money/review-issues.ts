import { isObject } from '../json';

/** What compliance flagged, for the company and for single persons (1money.md 3.4). */
export interface ReviewIssues {
  readonly company_issues?: {
    readonly company_name?: string | null;
    readonly description: string;
    readonly reject_reason?: string;
  } | null;
  readonly associated_person_issues?: readonly {
    readonly associated_person_id: string;
    readonly name?: string;
    readonly description: string;
    readonly reject_reason?: string;
  }[];
}

type Kind = 'text' | 'text or null' | 'text, left out or not';
type Shape = Readonly<Record<string, Kind>>;

const COMPANY: Shape = { description: 'text', company_name: 'text or null', reject_reason: 'text, left out or not' };
const PERSON: Shape = {
  associated_person_id: 'text',
  description: 'text',
  name: 'text, left out or not',
  reject_reason: 'text, left out or not',
};

/** Issues out of an untrusted value, or what is wrong with it. */
export function reviewIssuesOf(value: unknown): ReviewIssues | null | string {
  if (value === null) return null;
  if (!isObject(value)) return 'review_issues must be an object or null';
  const { company_issues: company = null, associated_person_issues: persons = [] } = value;
  const unknown = Object.keys(value).find((name) => name !== 'company_issues' && name !== 'associated_person_issues');
  if (unknown !== undefined) return `review_issues.${unknown} is not known`;
  if (!Array.isArray(persons)) return 'review_issues.associated_person_issues must be a list';
  const problems = [
    company === null ? null : problemOf('company_issues', company, COMPANY),
    ...persons.map((person, at) => problemOf(`associated_person_issues[${at}]`, person, PERSON)),
  ];
  return problems.find((problem) => problem !== null) ?? (value as ReviewIssues);
}

function problemOf(name: string, value: unknown, shape: Shape): string | null {
  if (!isObject(value)) return `review_issues.${name} must be an object`;
  const unknown = Object.keys(value).find((member) => !Object.hasOwn(shape, member));
  if (unknown !== undefined) return `review_issues.${name}.${unknown} is not known`;
  const wrong = Object.entries(shape).find(
    ([member, kind]) => !fits(Object.hasOwn(value, member) ? value[member] : undefined, kind),
  );
  return wrong ? `review_issues.${name}.${wrong[0]} must be a text` : null;
}

function fits(value: unknown, kind: Kind): boolean {
  return (
    typeof value === 'string' || (kind !== 'text' && value === undefined) || (kind === 'text or null' && value === null)
  );
}
