/** The closed list of actions that can be audited. */
export const ACTIONS = {
  'onboarding.customer.create': 'A consumer asked for a hosted customer; 1Money was asked to create it.',
  'onboarding.grant.create': 'A consumer asked for an onboarding grant; 1Money was asked for a one-time link.',
  'onboarding.status.observed': 'A KYB status other than the known one was read at 1Money.',
  'onboarding.return':
    'A browser came back from 1Money. REFUSED: through an address that was used before; of these `count`, most ' +
    'without a row of their own.',
  'link.issue': 'A consumer was given a durable link.',
  'link.click': 'A person pressed the button of a durable link.',
  'link.revoke': 'A consumer withdrew a durable link.',
  'audit.month.dropped':
    'A month of this log went after its time; written by the database itself (portico.drop_audit_month).',
  'audit.log.recovered':
    'This log goes on under a new name after checkpoints were lost that had been given out, or after its key was ' +
    'lost; written by npx portico audit recover.',
  'audit.key.rotated':
    'An operator handed this log over to another key; `detail.note` is what the former key signed ' +
    '(docs/audit.md).',
  'privacy.subject.erased':
    'The key of a person or company was destroyed: what was sealed under it cannot be read any more.',
  'privacy.subject.found':
    'An operator looked for a person; what was looked for is not written down, by which kind of identifier is.',
  'privacy.subject.shown': 'An operator saw what is held about a person, masked.',
  'privacy.subject.revealed': 'An operator saw the personal data of journeys of a person, in clear.',
  'privacy.subject.exported': 'An operator exported all that is held about a person, in clear.',
  'privacy.evidence.made':
    'An operator had an evidence pack made about a journey, a person or a company; `manifest_sha256` is the hash of ' +
    'its list of files.',
  'consent.request': 'A consumer asked for a consent; FinPro was asked to create it.',
  'consent.link.create': 'A consumer asked for a fresh link to a pending consent; FinPro was asked for it.',
  'consent.revoke': 'A consumer took a consent back; FinPro was asked to revoke it.',
  'consent.status.observed': 'A consent status other than the known one was read at FinPro.',
  'consent.expiring': 'A consumer was told that a consent ends soon.',
  'consent.return':
    'A browser came back from the Account Aggregator, to Portico or to the consumer. REFUSED: not with the ' +
    'answer to this visit, or once more; at Portico of these `count`, most without a row of their own.',
  'webhook.refused':
    'Something came to the address for webhooks that the vendor did not sign, or not now; of these `count`, most ' +
    'without a row of their own.',
  'events.subscription.create': 'A consumer asked for its events to be sent to a target.',
  'events.subscription.rotate':
    'A consumer asked for a new secret of a subscription; the old one signs beside it for a day.',
  'events.subscription.disable':
    'Events are no longer sent to a target: the consumer said so, or the target did (410).',
  'events.delivery.redeliver': 'A consumer asked for an event to be sent again.',
  'keys.rotate': 'An operator made another data key seal; `subject` is its id.',
  'keys.rewrap':
    'An operator had all values sealed anew under the data key that seals; written when it begins and when it has ' +
    'ended.',
  'keys.retire': 'An operator retired a data key, under which nothing is sealed any more.',
  'vendors.rotate':
    'An operator replaced credentials at a vendor; `variables` names them. REFUSED: the vendor does not take the new ' +
    'ones.',
  'consumers.create': 'An operator registered a consumer.',
  'consumers.rotate': 'An operator gave a consumer a new secret.',
  'consumers.update': 'An operator changed what a consumer may do, or where its users are sent.',
  'consumers.enable': 'An operator gave a disabled consumer its access back.',
  'consumers.disable': 'An operator took the credentials of a consumer away.',
  'access.failed':
    'Credentials were refused (401): of these `count`, from one source, by one credential where it is known.',
  'access.refused': 'A consumer lacked a scope, or an operator a role (403): of these `count`.',
  'access.personal':
    'A consumer read personal data in clear: so often `count`, in one operation. Or an operator looked for people or ' +
    'saw their data: `operation` is the action of the entry that says what, with the same `request_id`.',
  'operators.create': 'An operator was registered, with its roles.',
  'operators.rotate': 'An operator was given a new secret; the former one ended.',
  'operators.disable': 'The credentials of an operator were taken away.',
  'operators.enable': 'A disabled operator may enter again, with a new secret.',
  'console.login': 'An operator logged in to the console.',
  'operator.stop': 'An operator stopped everything new at an account of a vendor, or all durable links.',
  'operator.resume': 'An operator let go on what was stopped.',
  'operator.journey.ask': 'An operator had the vendor asked how a journey stands.',
  'operator.event.redeliver': 'An operator had an event sent again to the subscriptions that it was addressed to.',
  'operator.log.export': 'An operator exported entries of this log.',
} as const;

export type Action = keyof typeof ACTIONS;
