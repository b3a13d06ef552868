import { Inject, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { canonicalJson, type Json } from '../audit/canonical-json';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { WriteRefused } from '../database/failure';
import type { Write } from '../database/write';
import { Fault } from '../errors';
import { SubjectKeys, type SubjectKey } from '../privacy/subject-keys';
import type { IdempotencyKey } from './entities/idempotency-key.entity';
import { CLAIM_REFUSED, IdempotencyRepository } from './idempotency.repository';
import type { KeyPlace } from './key-place';

/** Seconds beyond the vendor's deadline before another attempt may take over a key whose holder died. */
const LEASE_MARGIN_SECONDS = 5;

/** An answer as bytes: new, or the one of the first time. */
export interface Replayable {
  readonly status: number;
  readonly body: string;
  readonly isReplay: boolean;
}

/** One attempt to work under a key: the rows that keep the key's state in step with the journey's. */
export class Claim {
  constructor(
    readonly place: KeyPlace,
    private readonly fingerprint: Buffer,
    private readonly leaseSeconds: number,
    private readonly repository: IdempotencyRepository,
  ) {}

  readonly atIntent = (intentId: string): Write<void> => this.repository.claim(this.place, intentId, this.fingerprint, this.leaseSeconds);
  readonly atRefusal = (intentId: string): Write<void> => this.repository.end(this.place, intentId, 'RELEASED');
  readonly atUnknown = (intentId: string): Write<void> => this.repository.end(this.place, intentId, 'UNSETTLED');

  /** Keeps the answer, sealed under the subject's key. Its result is the answer. */
  complete(intentId: string, key: SubjectKey, status: number, response: object): Write<Replayable> {
    const body = JSON.stringify(response);
    const kept = this.repository.complete(this.place, intentId, { subjectId: key.subjectId, status, sealed: key.seal('idempotent_response', body) });
    return { ...kept, result: { status, body, isReplay: false } };
  }
}

/** Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): same key and body, same answer, one effect. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly subjectKeys: SubjectKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Runs `attempt` when nobody did; otherwise replays the answer. Throws Fault `key-in-flight` while another attempt holds
   * the key and `key-reused` when the body is another.
   */
  async run(place: KeyPlace, body: Readonly<Record<string, Json>>, attempt: (claim: Claim) => Promise<Replayable>): Promise<Replayable> {
    const fingerprint = createHmac('sha256', this.config.dataKey).update(`idempotency\n${canonicalJson(body)}`).digest();
    try {
      return await attempt(new Claim(place, fingerprint, this.config.vendorDeadlineMs / 1000 + LEASE_MARGIN_SECONDS, this.repository));
    } catch (error) {
      if (!(error instanceof WriteRefused) || !error.reason.startsWith('idempotency')) throw error;
      return this.replay(place, fingerprint, error);
    }
  }

  /** The claim of an attempt that ended without an answer of ours, so that the vendor may know more than we do; null otherwise. */
  async findOpen(place: KeyPlace): Promise<{ claim: Claim; intentId: string } | null> {
    const found = await this.repository.find(place);
    const isOpen = found?.state === 'IN_FLIGHT' ? found.leaseExpiresAt < new Date() : found?.state !== 'DONE';
    return found && isOpen ? { claim: new Claim(place, found.fingerprint, 0, this.repository), intentId: found.intentId } : null;
  }

  private async replay(place: KeyPlace, fingerprint: Buffer, refused: WriteRefused): Promise<Replayable> {
    const found = await this.repository.find(place);
    if (!found) throw new Fault('key-in-flight', { retryAfterSeconds: 1 });
    if (!found.fingerprint.equals(fingerprint)) throw new Fault('key-reused');
    if (found.state !== 'DONE') throw new Fault('key-in-flight', { retryAfterSeconds: waitSeconds(found), ...(refused.reason === CLAIM_REFUSED ? {} : { cause: refused }) });
    const key = found.subjectId ? await this.subjectKeys.find(found.subjectId) : null;
    if (!key || !found.responseSealed) throw new Fault('not-found', { detail: 'The answer to this Idempotency-Key was erased.' });
    return { status: found.responseStatus ?? 200, body: key.open('idempotent_response', found.responseSealed), isReplay: true };
  }
}

const waitSeconds = ({ leaseExpiresAt }: IdempotencyKey): number => Math.max(1, Math.ceil((leaseExpiresAt.getTime() - Date.now()) / 1000));
