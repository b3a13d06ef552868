import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who asked for an erasure; and consents that are not over at FinPro stay watched when their person is erased, so that
 * they are revoked once that is possible. Replicas of the version before leave the column empty, and end such a watch
 * when they take it.
 */
export class ErasureRequests1790000000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE portico.subject_erasures ADD COLUMN IF NOT EXISTS operator text');
    await runner.query(ERASE);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}

/** As in migration 0029, and: what is not over at FinPro is polled at once, and as often as a new consent. */
const ERASE = `
  CREATE OR REPLACE FUNCTION portico.erase_subject(subject uuid) RETURNS boolean LANGUAGE sql AS $$
    UPDATE portico.consents AS c SET erased_at = now(), account_index = NULL, account_sealed = NULL, redirect_url_sealed = NULL, fip_ids = NULL, status_stale_after = NULL WHERE c.subject_id = subject;
    UPDATE portico.customers AS c SET erased_at = now(), status_stale_after = NULL WHERE c.subject_id = subject;
    UPDATE portico.onboarding_grants AS g SET redirect_url_sealed = NULL, stall_judged_at = coalesce(g.stall_judged_at, now()) WHERE g.subject_id = subject;
    UPDATE portico.link_clicks AS k SET url_sealed = NULL, state = 'FAILED' FROM portico.durable_links AS l WHERE l.subject_id = subject AND k.link_id = l.link_id AND k.state IN ('CLAIMED', 'MINTED');
    UPDATE portico.durable_links AS l SET settings_sealed = NULL, revoked_at = coalesce(l.revoked_at, now()) WHERE l.subject_id = subject;
    UPDATE portico.journey_watches AS w SET pace = 'final', due_at = NULL, turn = w.turn + 1
    WHERE w.journey_id = subject OR w.journey_id IN (SELECT c.journey_id FROM portico.consents AS c
      WHERE c.subject_id = subject AND c.status NOT IN ('PENDING', 'ACTIVE', 'PAUSED', 'UNRECOGNISED'));
    UPDATE portico.journey_watches AS w SET pace = 'active', since = now(), due_at = now(), turn = w.turn + 1
    WHERE w.journey_id IN (SELECT c.journey_id FROM portico.consents AS c
      WHERE c.subject_id = subject AND c.status IN ('PENDING', 'ACTIVE', 'PAUSED', 'UNRECOGNISED'));
    DELETE FROM portico.event_deliveries AS d USING portico.events AS e, portico.webhook_subscriptions AS s
    WHERE (e.journey_id = subject OR e.journey_id IN (SELECT c.journey_id FROM portico.consents AS c WHERE c.subject_id = subject))
      AND s.consumer_id = e.consumer_id AND d.subscription_id = s.subscription_id AND d.event_id = e.event_id AND d.state = 'PENDING';
    UPDATE portico.events AS e SET awaits_deliveries = false
    WHERE e.awaits_deliveries AND (e.journey_id = subject OR e.journey_id IN (SELECT c.journey_id FROM portico.consents AS c WHERE c.subject_id = subject));
    UPDATE portico.idempotency_keys AS k SET fingerprint = '', response_sealed = NULL
    WHERE k.subject_id = subject OR k.intent_id IN (SELECT a.entry_id FROM portico.audit_entries AS a WHERE a.subject = erase_subject.subject::text AND a.phase = 'INTENT')
      OR k.lost_intent_id IN (SELECT a.entry_id FROM portico.audit_entries AS a WHERE a.subject = erase_subject.subject::text AND a.phase = 'INTENT');
    DELETE FROM portico.values_to_seal AS v WHERE v.subject_id = subject;
    DELETE FROM portico.subject_identifiers AS i WHERE i.subject_id = subject;
    INSERT INTO portico.subject_erasures AS x (subject_id, erased_at) VALUES (subject, now())
    ON CONFLICT ON CONSTRAINT subject_erasures_pkey DO UPDATE SET erased_at = now(), due_at = NULL;
    SELECT true
  $$;
`;
