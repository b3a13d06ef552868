import { Injectable } from '@nestjs/common';
import { nothing } from '../database/write';
import type { Caller } from '../http/caller';
import { IdempotencyService, type Replayable } from '../idempotency/idempotency.service';
import { Reconciler } from '../signed-http/reconciler';
import type { CreateGrantDto } from './dto/create-grant.dto';
import { GrantDto } from './dto/grant.dto';
import { GrantsService } from './grants.service';
import type { IssuedGrant } from './hosted-customer';

const CREATED = 201;

/** Answers grants, with an Idempotency-Key each once: 1Money makes a new link at every call, so a call whose end is unknown is never repeated. */
@Injectable()
export class GrantCreationService {
  constructor(
    private readonly grants: GrantsService,
    private readonly idempotency: IdempotencyService,
    reconciler: Reconciler,
  ) {
    // A lost link cannot be looked up, and a link that nobody has hurts nobody.
    reconciler.register('onboarding.grant.create', async () => 'unknowable');
  }

  /** 201 with the link; with a key the same bytes again, as long as the link lives. The key is looked up first, because the status may have changed since. */
  async create(caller: Caller, key: string | null, dto: CreateGrantDto): Promise<Replayable> {
    if (key === null) return this.grants.create(caller, dto, async () => ({ keep: (issued) => nothing(answerOf(issued)) }));
    const place = { consumerId: caller.consumerId, operation: 'createOnboardingGrant', key };
    const body = { ...dto };
    const answer = await this.idempotency.findAnswer(place, body);
    if (answer) return answer;
    return this.idempotency.run(
      place,
      body,
      (claim) =>
        this.grants.create(caller, dto, async ({ subjectId }) => {
          const subjectKey = await this.idempotency.keyOf(subjectId);
          return { companions: claim, detail: { idempotency_key: key }, keep: (issued, intentId) => claim.complete(intentId, subjectKey, CREATED, GrantDto.from(issued), issued.expiresAt) };
        }),
      { isRepeatable: false },
    );
  }
}

const answerOf = (issued: IssuedGrant): Replayable => ({ status: CREATED, body: JSON.stringify(GrantDto.from(issued)), isReplay: false });
