import type { Role } from '../../http/request/operator';
import { PAGE_WORDS } from './page.words';

/** A page that is reached from everywhere, and the roles that may see it: those of its route. */
export interface ConsolePlan {
  readonly path: string;
  readonly roles: readonly Role[];
  readonly label: string;
  /** The question that the page answers. */
  readonly question: string;
}

const { entries } = PAGE_WORDS;

/** In the order of the navigation; the first that a role may see is its first page. */
export const NAVIGATION: readonly ConsolePlan[] = [
  { path: '/console/journeys', roles: ['operator', 'support'], ...entries.journeys },
  { path: '/console/flow', roles: ['operator', 'support', 'auditor'], ...entries.flow },
  { path: '/console/health', roles: ['operator', 'support', 'auditor'], ...entries.health },
  { path: '/console/audit', roles: ['auditor'], ...entries.audit },
];

export const HOME = '/console';
export const LOGIN = '/console/login';
