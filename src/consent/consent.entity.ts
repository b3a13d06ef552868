import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { ConfirmedStatus } from '../inbox/readings/confirmed-status';
import type { ConsentStatus, VisitOutcome } from './consent-status';

/** A consent and its journey, as last confirmed by FinPro; personal data are sealed under the subject's key. */
@Entity({ name: 'consents', schema: 'portico' })
@Unique('consents_intent_id_key', ['intentId'])
@Unique('consents_consent_handle_key', ['consentHandle'])
@Unique('consents_consumer_id_idempotency_key_key', ['consumerId', 'idempotencyKey'])
@Unique('consents_repeat_index_key', ['repeatIndex'])
@Index('consents_consumer_id_idx', ['consumerId', 'journeyId'])
@Index('consents_subject_id_idx', ['subjectId', 'productId', 'accountIndex'])
@Index('consents_account_index_idx', ['consumerId', 'accountIndex', 'journeyId'])
@Index('consents_refused_idx', ['journeyId'], { where: "status = 'REFUSED'" })
@Index('consents_consent_id_idx', ['consumerId', 'consentId'], { where: 'consent_id IS NOT NULL' })
@Index('consents_expiring_idx', ['expiringTold', 'expiresAt'], { where: "status = 'ACTIVE' AND erased_at IS NULL" })
@Index('consents_renews_idx', ['renews', 'journeyId'], { where: 'renews IS NOT NULL' })
export class Consent extends ConfirmedStatus<ConsentStatus> {
  /** Our id, UUIDv7: newest last. */
  @PrimaryColumn({ name: 'journey_id', type: 'uuid', primaryKeyConstraintName: 'consents_pkey' })
  journeyId: string;

  /** The person: one for each consumer and party identifier. */
  @Column({ name: 'subject_id', type: 'uuid' })
  subjectId: string;

  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  /** FinPro's account that it was requested in: every call about it is made with its credentials. */
  @Column({ name: 'vendor_account', type: 'text', default: () => "'default'" })
  vendorAccount: string;

  /** Which of the consumer's applications requested it. */
  @Column({ name: 'app_identifier', type: 'text' })
  appIdentifier: string;

  @Column({ name: 'idempotency_key', type: 'uuid', nullable: true })
  idempotencyKey: string | null;

  /** The audit entry of the latest attempt to request it. */
  @Column({ name: 'intent_id', type: 'uuid' })
  intentId: string;

  /** Null while it is not known which of FinPro's consents this is, and for a request that was refused. */
  @Column({ name: 'consent_handle', type: 'uuid', nullable: true })
  consentHandle: string | null;

  /** Given by the Account Aggregator on approval. */
  @Column({ name: 'consent_id', type: 'text', nullable: true })
  consentId: string | null;

  @Column({ name: 'product_id', type: 'text' })
  productId: string;

  /** Keyed HMAC of the accountID, which may be a number of the person's, to find it by; null once erased. */
  @Column({ name: 'account_index', type: 'bytea', nullable: true })
  accountIndex: Buffer | null;

  @Column({ name: 'account_sealed', type: 'bytea', nullable: true })
  accountSealed: Buffer | null;

  @Column({ name: 'party_identifier_type', type: 'text' })
  partyIdentifierType: string;

  @Column({ name: 'party_identifier_sealed', type: 'bytea' })
  partyIdentifierSealed: Buffer;

  @Column({ name: 'vua_sealed', type: 'bytea' })
  vuaSealed: Buffer;

  @Column({ name: 'pan_sealed', type: 'bytea', nullable: true })
  panSealed: Buffer | null;

  /** Null: every FIP. */
  @Column({ name: 'fip_ids', type: 'text', array: true, nullable: true })
  fipIds: string[] | null;

  /** The consumer's own page, checked; null when none was given. Its query may be personal. */
  @Column({ name: 'redirect_url_sealed', type: 'bytea', nullable: true })
  redirectUrlSealed: Buffer | null;

  @Column({ name: 'requested_at', type: 'timestamptz' })
  requestedAt: Date;

  /** When it was last sent to FinPro. */
  @Column({ name: 'attempted_at', type: 'timestamptz' })
  attemptedAt: Date;

  /** How often it was sent to FinPro, which creates a consent for each request that arrives. */
  @Column({ type: 'integer', default: 1 })
  attempts: number;

  /** HMAC, under the person's key, of a request without Idempotency-Key, to recognise a retry; null once answered. */
  @Column({ name: 'repeat_index', type: 'bytea', nullable: true })
  repeatIndex: Buffer | null;

  /** When the consumer was first told of it. */
  @Column({ name: 'answered_at', type: 'timestamptz', nullable: true })
  answeredAt: Date | null;

  @Column({ name: 'link_issued_at', type: 'timestamptz', nullable: true })
  linkIssuedAt: Date | null;

  /** How the last visit ended, by the browser's return; null while a link is out. */
  @Column({ name: 'visit_outcome', type: 'text', nullable: true })
  visitOutcome: VisitOutcome | null;

  @Column({ name: 'visited_at', type: 'timestamptz', nullable: true })
  visitedAt: Date | null;

  /** Until when the consent is valid, according to FinPro. */
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  /** The journey of the consent that this one renews. */
  @Column({ type: 'uuid', nullable: true })
  renews: string | null;

  /** Days before its end of which the consumer was told last; 0: not told yet. */
  @Column({ name: 'expiring_told', type: 'integer', default: 0 })
  expiringTold: number;

  /** When the person was erased: from then on nothing is requested or created for this consent. */
  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true })
  erasedAt: Date | null;
}

/** A consent that FinPro is known to have created. */
export type ConsentWithHandle = Consent & { readonly consentHandle: string };

export const hasHandle = (consent: Consent): consent is ConsentWithHandle => consent.consentHandle !== null;

/** A consent whose intent is not committed yet. */
export type NewConsent = Omit<Consent, 'intentId'>;
