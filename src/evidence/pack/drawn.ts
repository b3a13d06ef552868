import type { Action } from '../../audit/actions';
import type { AuditStep } from '../../audit/history/audit-history';
import type { Leaf } from '../../audit/leaf';
import { consentAwaiting, isAbout } from '../../consent/status/consent-facts';
import { stepsOf } from '../../journey-registry/audit-steps';
import { type JourneyPicture, journeyPicture } from '../../journeys/picture/journey-picture';
import { timelineOf } from '../../journeys/timeline';
import { kybAwaiting } from '../../onboarding/kyb/customer-facts';
import type { EvidenceJourney } from '../evidence.repository';
import type { PackContent } from './content';

/** An entry as the timeline reads it. */
const stepOf = (entry: Leaf): AuditStep => ({
  entryId: entry.entry_id,
  occurredAt: new Date(entry.occurred_at),
  requestId: entry.request_id,
  consumer: entry.consumer,
  actor: entry.actor,
  action: entry.action as Action,
  subject: entry.subject,
  phase: entry.phase,
  intentId: entry.intent_id,
  vendor: entry.vendor,
  vendorRequestId: entry.vendor_request_id,
  result: entry.result,
  detail: entry.detail,
});

/** The picture of a journey, from the entries of the pack alone, so that all of it is proved; null: nothing to draw. */
export function pictureIn(content: PackContent, journey: EvidenceJourney): JourneyPicture | null {
  const { kind, journeyId, reference, status } = journey;
  const about = { journeyId, consentHandle: reference };
  const steps = content.entries.map(({ entry }) => stepOf(entry));
  const own = kind === 'consent' ? stepsOf({ isAbout: (step) => isAbout(about, step) }, steps) : steps;
  const timeline = timelineOf(own);
  const id = `picture-${content.journeys.indexOf(journey)}`;
  const awaitingAt = kind === 'consent' ? consentAwaiting : kybAwaiting;
  const drawn = { journey: kind, status, diagnosis: null, timeline, awaitingAt };
  return timeline.length === 0 ? null : journeyPicture(drawn, content.wish.until ?? content.madeAt, id);
}
