import { Injectable } from '@nestjs/common';
import { type Statement, write, type Write } from '../../database/write';
import type { ConfirmedBy } from '../../http/provenance/provenance';
import type { ConsentStatus } from '../consent-status';
import { Consent } from '../consent.entity';
import { entityOf } from '../../database/entity-of';

/** What was observed of a consent, why it was read, and until when it may be relied on. */
export interface Observation {
  readonly status: ConsentStatus;
  readonly confirmedAt: Date;
  readonly confirmedBy: ConfirmedBy;
  readonly staleAfter: Date | null;
  readonly consentId: string | null;
  readonly expiresAt: Date | null;
}

interface ObservedRow {
  readonly journey_id: string;
  readonly status: ConsentStatus;
  readonly status_confirmed_at: string;
  readonly status_confirmed_by: ConfirmedBy;
  readonly status_stale_after: string | null;
  readonly consent_id: string | null;
  readonly expires_at: string | null;
  readonly revision: number;
}

const OBSERVED_COLUMNS = `
      journey_id uuid, status text, status_confirmed_at timestamptz, status_confirmed_by text,
      status_stale_after timestamptz, consent_id text, expires_at timestamptz, revision integer`;

/**
 * Refused (no row) when the status has changed since it was read here: the caller then compares its reading with the
 * new row. A consent whose status has changed is no longer returned to a retry (`repeat_index`).
 */
const CHANGE: Statement<ObservedRow> = {
  name: 'consents.change',
  target: ({ journey_id }) => journey_id,
  text: `
    UPDATE portico.consents AS c
    SET status = r.status, status_confirmed_at = r.status_confirmed_at, status_confirmed_by = r.status_confirmed_by,
      status_stale_after = r.status_stale_after,
      status_changed_at = r.status_confirmed_at, status_revision = c.status_revision + 1, repeat_index = NULL,
        consent_id = coalesce(c.consent_id, r.consent_id),
      expires_at = coalesce(r.expires_at, c.expires_at)
    FROM json_to_recordset($rows) AS r(${OBSERVED_COLUMNS})
    WHERE c.journey_id = r.journey_id AND c.status_revision = r.revision
    RETURNING 1`,
};

/**
 * The status is the known one. When it has changed meanwhile, or was confirmed later, the row is not changed and still
 * counts as written.
 */
const CONFIRM: Statement<ObservedRow> = {
  name: 'consents.confirm',
  target: ({ journey_id }) => journey_id,
  text: `
    UPDATE portico.consents AS c
    SET consent_id = coalesce(c.consent_id, r.consent_id),
      expires_at = CASE WHEN isStillSo THEN coalesce(r.expires_at, c.expires_at) ELSE c.expires_at END,
      status_confirmed_at = CASE WHEN isStillSo THEN r.status_confirmed_at ELSE c.status_confirmed_at END,
      status_confirmed_by = CASE WHEN isStillSo THEN r.status_confirmed_by ELSE c.status_confirmed_by END,
      status_stale_after = CASE WHEN isStillSo THEN r.status_stale_after ELSE c.status_stale_after END
    FROM json_to_recordset($rows) AS r(${OBSERVED_COLUMNS})
    WHERE c.journey_id = r.journey_id
    RETURNING 1`.replaceAll(
    'isStillSo',
    'c.status_revision = r.revision AND c.status_confirmed_at <= r.status_confirmed_at',
  ),
};

export const CHANGE_REFUSED = CHANGE.name;

/** Stores what FinPro reported of consents. */
@Injectable()
export class ConsentObservationsRepository {
  /** The status differs from the one at the consent's revision. */
  change(consent: Consent, observation: Observation): Write<Consent> {
    const changed = { statusRevision: consent.statusRevision + 1, statusChangedAt: observation.confirmedAt };
    return write(CHANGE, rowOf(consent, observation), Object.assign(observed(consent, observation), changed));
  }

  /** The status is the same, newly confirmed. */
  confirm(consent: Consent, observation: Observation): Write<Consent> {
    return write(CONFIRM, rowOf(consent, observation), observed(consent, observation));
  }
}

function rowOf(
  { journeyId, statusRevision }: Consent,
  { status, confirmedAt, confirmedBy, staleAfter, consentId, expiresAt }: Observation,
): ObservedRow {
  return {
    journey_id: journeyId,
    status,
    status_confirmed_at: confirmedAt.toISOString(),
    status_confirmed_by: confirmedBy,
    status_stale_after: staleAfter && staleAfter.toISOString(),
    consent_id: consentId,
    expires_at: expiresAt && expiresAt.toISOString(),
    revision: statusRevision,
  };
}

function observed(
  consent: Consent,
  { status, confirmedAt, confirmedBy, staleAfter, consentId, expiresAt }: Observation,
): Consent {
  const said = {
    status,
    statusConfirmedAt: confirmedAt,
    statusConfirmedBy: confirmedBy,
    statusStaleAfter: staleAfter,
    consentId: consent.consentId ?? consentId,
    expiresAt: expiresAt ?? consent.expiresAt,
  };
  return entityOf(Consent, { ...consent, ...said });
}
