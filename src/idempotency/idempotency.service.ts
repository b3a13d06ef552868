import { Inject, Injectable } from '@nestjs/common';
import { canonicalJson, type Json } from '../audit/canonical-json';
import { CONFIG } from '../config/config.module';
import type { Config } from '../config/config';
import { WriteRefused } from '../database/failure';
import { worthAskingIn } from '../database/work/lease-wait';
import { nothing, type Write } from '../database/write';
import { Fault } from '../errors';
import type { Caller } from '../http/request/caller';
import { KeyRing } from '../privacy/data-key/key-ring';
import { SubjectKeys, type SubjectKey } from '../privacy/subject-keys';
import { KEY_LEASE, IdempotencyRepository, isKeyLost, type KeptKey } from './idempotency.repository';
import type { IdempotencyScope } from './idempotency-scope';

/** An answer as bytes: new, or a replay of the first one. */
export interface Replayable {
  readonly status: number;
  readonly body: string;
  readonly isReplay: boolean;
}

/** How an attempt holds its key. */
export interface KeyLeaseTerms {
  readonly leaseSeconds: number;
  /** Whether another attempt may follow one whose outcome is unknown. */
  readonly isRepeatable: boolean;
}

/** One attempt to work under a key: the rows that keep the key's state consistent with the journey's. */
export class KeyLease {
  constructor(
    readonly scope: IdempotencyScope,
    private readonly fingerprint: Buffer,
    private readonly terms: KeyLeaseTerms,
    private readonly repository: IdempotencyRepository,
  ) {}

  onIntent(intentId: string): Write<void> {
    const { leaseSeconds, isRepeatable } = this.terms;
    return this.repository.lease(this.scope, intentId, this.fingerprint, leaseSeconds, isRepeatable);
  }

  onRefused(intentId: string): Write<void> {
    return this.repository.end(this.scope, intentId, 'RELEASED');
  }

  onUnknown(intentId: string): Write<void> {
    return this.repository.end(this.scope, intentId, 'UNSETTLED');
  }

  /** For an attempt that gives way to the one that has the key: `run` answers with what became of that one. */
  lost(): WriteRefused {
    return new WriteRefused(KEY_LEASE.name);
  }

  /** Stores the answer (the write's result) sealed under the subject's key; until `expiresAt` for a one-time URL. */
  complete(
    intentId: string,
    key: SubjectKey,
    status: number,
    response: object,
    expiresAt: Date | null = null,
  ): Write<Replayable> {
    const body = JSON.stringify(response);
    const kept = this.repository.complete(this.scope, intentId, {
      subjectId: key.subjectId,
      status,
      sealed: key.seal('idempotent_response', body),
      expiresAt,
    });
    return { ...kept, result: { status, body, isReplay: false } };
  }

  /** Takes the key and stores the answer (the write's result): for changes without personal data and vendor. */
  keep(status: number, response: object): Write<Replayable> {
    const body = JSON.stringify(response);
    return {
      ...this.repository.keep(this.scope, this.fingerprint, status, body),
      result: { status, body, isReplay: false },
    };
  }
}

/** What an answer is stored under: the consumer's Idempotency-Key, where it sent one, and the key of its subject. */
export interface HeldKey {
  readonly lease: KeyLease | null;
  readonly key: SubjectKey;
}

/** The answer; with an Idempotency-Key sealed under the subject's key until `expiresAt`, for its one-time URL. */
export function answerUnder(
  { lease, key }: HeldKey,
  intentId: string,
  status: number,
  body: object,
  expiresAt: Date,
): Write<Replayable> {
  return lease
    ? lease.complete(intentId, key, status, body, expiresAt)
    : nothing({ status, body: JSON.stringify(body), isReplay: false });
}

type Body = Readonly<Record<string, Json>>;

/** An attempt that ended without an answer from Portico. */
export interface Unanswered {
  readonly lease: KeyLease;
  readonly intentId: string;
}

/** Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): same key and body, same answer, one effect. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly subjectKeys: SubjectKeys,
    @Inject(CONFIG) private readonly config: Config,
    private readonly ring: KeyRing,
  ) {}

  /**
   * Runs `attempt` when the key is free, or replays the answer. `isRepeatable` false: an unknown outcome is not
   * retried, because the vendor would act twice. Throws Fault `key-in-flight` while another attempt has the key,
   * `key-reused` for a different body, `replay-expired` and `answer-lost` when the answer is gone.
   */
  async run(
    scope: IdempotencyScope,
    body: Body,
    attempt: (lease: KeyLease) => Promise<Replayable>,
    { isRepeatable = true } = {},
  ): Promise<Replayable> {
    const fingerprint = this.fingerprintOf(body);
    const terms = { leaseSeconds: this.config.leaseSeconds, isRepeatable };
    try {
      return await attempt(new KeyLease(scope, fingerprint, terms, this.repository));
    } catch (error) {
      if (!isKeyLost(error)) throw error;
      const found = await this.repository.find(scope);
      if (found && !isMadeLike(found.fingerprint, fingerprint) && this.mayFollow(found, body))
        return attempt(new KeyLease(scope, found.fingerprint, terms, this.repository));
      return this.replay(found, body, error);
    }
  }

  /** The stored answer, though other rules may have changed; null: the request may be run. Throws like `run`. */
  async findAnswer(scope: IdempotencyScope, body: Body): Promise<Replayable | null> {
    const found = await this.repository.find(scope);
    if (found === null || found.state === 'RELEASED' || this.mayFollow(found, body)) return null;
    return this.replay(found, body);
  }

  /** The stored answer first (what `attempt` checks may have changed), or that of `attempt`. Throws like `run`. */
  async answer(
    { consumerId }: Caller,
    { operation, key }: { operation: string; key: string | null },
    body: Body,
    attempt: (lease: KeyLease | null) => Promise<Replayable>,
    options?: { isRepeatable: boolean },
  ): Promise<Replayable> {
    if (key === null) return attempt(null);
    const scope = { consumerId, operation, key };
    return (await this.findAnswer(scope, body)) ?? this.run(scope, body, attempt, options);
  }

  /** Whether a key is unknown: it was never used, or so long ago that it was removed. */
  async isUnknown(scope: IdempotencyScope): Promise<boolean> {
    return (await this.repository.find(scope)) === null;
  }

  /** The intent of the latest attempt under a key, as long as there is no answer; null otherwise. */
  async findAttempt(scope: IdempotencyScope): Promise<string | null> {
    const found = await this.repository.find(scope);
    return found && found.state !== 'DONE' ? found.intentId : null;
  }

  /** The lease of an attempt without an answer from Portico (the vendor may know more than it); null otherwise. */
  async findUnanswered(scope: IdempotencyScope): Promise<Unanswered | null> {
    const found = await this.repository.find(scope);
    return found && isUnanswered(found) ? this.unanswered(found) : null;
  }

  /** The key of an attempted effect. `held`: another attempt works on it. Null: no such key, or it is answered. */
  async findByIntent(intentId: string): Promise<Unanswered | 'held' | null> {
    const found = await this.repository.findByIntent(intentId);
    if (!found || found.state === 'DONE') return null;
    return isUnanswered(found) ? this.unanswered(found) : 'held';
  }

  private unanswered(found: KeptKey): Unanswered {
    const scope = { consumerId: found.consumerId, operation: found.operation, key: found.idempotencyKey };
    return {
      lease: new KeyLease(
        scope,
        found.fingerprint,
        { leaseSeconds: 0, isRepeatable: found.isRepeatable },
        this.repository,
      ),
      intentId: found.intentId,
    };
  }

  private async replay(found: KeptKey | null, body: Body, refused?: WriteRefused): Promise<Replayable> {
    if (!found) throw new Fault('key-in-flight', { retryAfterSeconds: 1 });
    if (found.fingerprint.length === 0)
      throw new Fault('subject-erased', { detail: 'The answer to this Idempotency-Key was erased.' });
    if (!this.isOf(found, body)) throw new Fault('key-reused');
    if (found.state !== 'DONE') throw this.unfinished(found, refused);
    if (found.isExpired) throw new Fault('replay-expired');
    if (found.subjectId === null && found.responseSealed)
      return {
        status: found.responseStatus ?? 200,
        body: this.repository.bodyOf(found, found.responseSealed),
        isReplay: true,
      };
    if (!found.subjectId || !found.responseSealed) throw new Fault('replay-expired');
    const key = await this.subjectKeys.get(found.subjectId);
    return {
      status: found.responseStatus ?? 200,
      body: key.open('idempotent_response', found.responseSealed),
      isReplay: true,
    };
  }

  private unfinished(found: KeptKey, refused?: WriteRefused): Fault {
    const isLost = !found.isRepeatable && found.state !== 'RELEASED' && isUnanswered(found);
    if (isLost) return new Fault('answer-lost');
    const retryAfterSeconds = worthAskingIn(this.config.leaseSeconds - found.secondsLeft, found.secondsLeft);
    return new Fault('key-in-flight', {
      retryAfterSeconds,
      ...(refused === undefined || KEY_LEASE.refused(refused) ? {} : { cause: refused }),
    });
  }

  /** Whether another attempt may follow one that was not answered. */
  private mayFollow(found: KeptKey, body: Body): boolean {
    return found.isRepeatable && isUnanswered(found) && this.isOf(found, body);
  }

  /** Whether the key was used for this body. */
  private isOf({ fingerprint }: KeptKey, body: Body): boolean {
    return fingerprint.equals(this.fingerprintOf(body, fingerprint));
  }

  /** Keyed, so that a reader of the table cannot find a body by trial. `like`: as this one was made. */
  private fingerprintOf(body: Body, like?: Buffer): Buffer {
    return this.ring.fingerprintOf(`idempotency\n${canonicalJson(body)}`, like);
  }
}

/** Whether both are under the same key: that changes once, when values begin to name their keys. */
const isMadeLike = (one: Buffer, other: Buffer): boolean => one.length === other.length;

/** Not done, and no attempt works on it. */
const isUnanswered = ({ state, secondsLeft }: KeptKey): boolean =>
  state !== 'DONE' && (state !== 'IN_FLIGHT' || secondsLeft < 0);
