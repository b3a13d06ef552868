import type { TimelineEntry } from '../timeline';
import { type Party, PARTY_SUBJECTS } from './parties';

/** What happened in one step: through whose columns it goes, and what is told of it. */
export interface StepWords {
  /** From whom to whom, at least two. */
  readonly route: readonly Party[];
  readonly sentence: string;
  /** What the vendor did when it granted what it was asked for: `created it`. */
  readonly done?: string;
}

type Wording = (entry: TimelineEntry, by: Party) => StepWords;

const BY_ACTOR: Readonly<Record<string, Party>> = {
  consumer: 'CONSUMER',
  browser: 'USER',
  vendor: 'VENDOR',
  portico: 'PORTICO',
  operator: 'PORTICO',
};

/** From who asked Portico, if it was not Portico itself, to the vendor. */
const throughPortico = (by: Party): Party[] => (by === 'PORTICO' ? ['PORTICO', 'VENDOR'] : [by, 'PORTICO', 'VENDOR']);
/** From who acted to Portico; from Portico to the vendor where Portico acted. */
const toPortico = (by: Party): Party[] => [by, by === 'PORTICO' ? 'VENDOR' : 'PORTICO'];

const asking =
  (consumers: string, porticos: string, done: string): Wording =>
  (_entry, by) => ({
    route: throughPortico(by),
    sentence: by === 'PORTICO' ? `Portico asks the vendor ${porticos}.` : `${PARTY_SUBJECTS[by]} ${consumers}`,
    done,
  });

const linkFrom: Wording = (entry, by) =>
  by === 'USER'
    ? {
        route: throughPortico(by),
        sentence: 'The user goes on, and Portico asks the vendor for a one-time link.',
        done: 'gave one, and the user is sent there',
      }
    : asking(
        'asks for a link, and Portico asks the vendor for it.',
        'for a one-time link',
        'gave it, and the consumer has it',
      )(entry, by);

/** How Portico came to read the status. */
const BECAUSE: Readonly<Record<string, string>> = {
  POLL: 'Portico polls: it asks the vendor',
  WEBHOOK: 'Because of a webhook, Portico asks the vendor',
};

const ASKED_FOR: Readonly<Record<Party, string>> = {
  CONSUMER: 'The consumer asks, and Portico asks the vendor',
  USER: 'The user comes back, and Portico asks the vendor',
  PORTICO: 'Portico asks the vendor',
  VENDOR: 'Portico asks the vendor',
};

const observed: Wording = ({ facts }, by) => ({
  route: by === 'VENDOR' ? ['PORTICO', 'VENDOR'] : throughPortico(by),
  sentence: `${BECAUSE[facts.confirmed_by ?? ''] ?? ASKED_FOR[by]} how it stands.`,
  done: `says ${facts.to ?? facts.status ?? 'nothing'}${facts.from === undefined ? '' : `, no longer ${facts.from}`}`,
});

const returned: Wording = ({ facts, outcome }, by) => {
  const said = facts.said === undefined ? '' : `, with the word ${facts.said}`;
  const comes =
    by === 'CONSUMER' ? 'hands Portico what the user came back with' : "comes back to Portico from the vendor's pages";
  const refused = outcome === 'REFUSED' ? ', and Portico refuses it' : '';
  return { route: toPortico(by), sentence: `${PARTY_SUBJECTS[by]} ${comes}${said}${refused}.` };
};

const WORDINGS: Readonly<Record<string, Wording>> = {
  'onboarding.customer.create': asking(
    'asks for a customer, and Portico asks the vendor to create it.',
    'to create the customer',
    'created it',
  ),
  'onboarding.grant.create': linkFrom,
  'onboarding.return': returned,
  'onboarding.status.observed': observed,
  'consent.request': asking(
    'asks for a consent, and Portico asks the vendor to create it.',
    'to create the consent',
    'created it',
  ),
  'consent.link.create': linkFrom,
  'consent.return': returned,
  'consent.revoke': asking(
    'takes the consent back, and Portico asks the vendor to revoke it.',
    'to revoke the consent',
    'revoked it',
  ),
  'consent.status.observed': observed,
  'link.issue': ({ facts }, by) => {
    const until = facts.expires_at === undefined ? '' : `, until ${whenText(new Date(facts.expires_at))}`;
    return by === 'PORTICO'
      ? { route: ['PORTICO', 'USER'], sentence: `An operator makes a durable link for the user${until}.` }
      : {
          route: toPortico(by),
          sentence: `${PARTY_SUBJECTS[by]} asks for a durable link and has it from Portico${until}.`,
        };
  },
  'link.click': () => ({
    route: ['USER', 'PORTICO'],
    sentence: 'The user opens the durable link at Portico and presses its button.',
  }),
  'link.revoke': (_entry, by) =>
    by === 'PORTICO'
      ? { route: ['PORTICO', 'USER'], sentence: 'An operator withdraws the durable link of the user.' }
      : { route: toPortico(by), sentence: `${PARTY_SUBJECTS[by]} withdraws the durable link at Portico.` },
  'webhook.received': ({ facts }) => ({
    route: ['VENDOR', 'PORTICO'],
    sentence: `The vendor sends a webhook to Portico${facts.event === undefined ? '' : `: ${facts.event}`}${
      facts.duplicates === undefined ? '' : `, and sends it again (${facts.duplicates})`
    }.`,
  }),
};

/** What happened in this entry of a timeline. */
export function wordsOf(entry: TimelineEntry): StepWords {
  const by = BY_ACTOR[entry.actor] ?? 'PORTICO';
  return (
    WORDINGS[entry.action]?.(entry, by) ?? {
      route: toPortico(by),
      sentence: `${PARTY_SUBJECTS[by]} acts at ${by === 'PORTICO' ? 'the vendor' : 'Portico'}: ${entry.action}.`,
    }
  );
}

/** UTC, to the second. */
export const whenText = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
