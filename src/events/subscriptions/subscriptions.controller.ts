import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { TakesNoBody } from '../../input/no-body';
import { OptionalIdempotencyKeyHeader } from '../../idempotency/idempotency-key.decorator';
import { sendReplayable } from '../../idempotency/send-replayable';
import { CreateSubscriptionDto } from './create-subscription.dto';
import { DeliveryDto, DeliveryListDto, ListDeliveriesQueryDto } from '../deliveries/delivery.dto';
import { SubscriptionDto, SubscriptionListDto, SubscriptionWithSecretDto } from './subscription.dto';
import { SubscriptionChanges } from './subscription-changes';
import { SubscriptionsService } from './subscriptions.service';

const PATH = '/v1/webhook_subscriptions';
const ONE = `${PATH}/019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4`;
const SUBSCRIPTION_ID = {
  name: 'subscription_id',
  schema: { type: 'string' as const, format: 'uuid', example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4' },
};
const NEW = {
  some: {
    summary: 'Some types of events',
    value: { url: 'https://hooks.example.com/portico', event_types: ['onboarding.customer.status_changed'] },
  },
  all: { summary: 'Every type', value: { url: 'https://hooks.example.com/portico' } },
};
const MAX_LISTED = 100;
const KEY = {
  name: 'Idempotency-Key',
  description:
    'A fresh UUID for each change; the same one when the request is repeated, which then answers the same bytes.',
  required: false,
  schema: { type: 'string' as const, format: 'uuid' },
};
const REPLAYED = {
  'Idempotent-Replayed': {
    description: 'true when the answer is the one of the first request with this key',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

/** Where events are sent, for consumers that have them delivered. */
@ApiTags('Events')
@NeedsScope('events:write')
@Controller('v1/webhook_subscriptions')
export class SubscriptionsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly changes: SubscriptionChanges,
  ) {}

  @Post()
  @ApiOperation({
    operationId: 'createWebhookSubscription',
    summary: 'Have events sent to a URL',
    description:
      'Every event from now on, signed by Standard Webhooks, retried over three days. The secret is told in this ' +
      'answer only.',
  })
  @ApiHeader(KEY)
  @ApiBody({ type: CreateSubscriptionDto, examples: NEW })
  @ApiCreatedResponse({
    description: 'The subscription, with its secret.',
    type: SubscriptionWithSecretDto,
    headers: {
      ...REPLAYED,
      Location: {
        description: 'The path of the subscription',
        schema: { type: 'string' as const, format: 'uri-reference' },
      },
    },
  })
  @Faults(
    PATH,
    'bad-request',
    'unauthorized',
    'scope-missing',
    'too-large',
    'unsupported-media-type',
    'key-reused',
    'database-unavailable',
  )
  async create(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKeyHeader() key: string | null,
    @Body() { url, event_types }: CreateSubscriptionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendReplayable(
      reply,
      await this.changes.create(caller, key, url, event_types ?? []),
      ({ subscription_id }) => `${PATH}/${subscription_id}`,
    );
  }

  @Get()
  @ApiOperation({
    operationId: 'listWebhookSubscriptions',
    summary: 'List your subscriptions',
    description: 'Newest first, disabled ones included; never a secret.',
  })
  @ApiOkResponse({ description: 'The subscriptions.', type: SubscriptionListDto })
  @Faults(PATH, 'unauthorized', 'scope-missing', 'database-unavailable')
  async list(@CurrentCaller() caller: Caller): Promise<SubscriptionListDto> {
    return {
      subscriptions: (await this.subscriptions.list(caller)).map((subscription) => SubscriptionDto.from(subscription)),
    };
  }

  @Get(':subscription_id')
  @ApiOperation({
    operationId: 'getWebhookSubscription',
    summary: 'Get a subscription',
    description: 'Never its secret.',
  })
  @ApiParam(SUBSCRIPTION_ID)
  @ApiOkResponse({ description: 'The subscription.', type: SubscriptionDto })
  @Faults(ONE, 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async get(@CurrentCaller() caller: Caller, @Param('subscription_id') id: string): Promise<SubscriptionDto> {
    return SubscriptionDto.from(await this.subscriptions.get(caller, id));
  }

  @Post(':subscription_id/rotate_secret')
  @TakesNoBody()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'rotateWebhookSecret',
    summary: 'Replace the secret of a subscription',
    description:
      'Each secret that is replaced signs for another day beside the new one, also when it is replaced several ' +
      'times; ten may sign at once, and then it is 429. The new one is told in this answer only: with an ' +
      'Idempotency-Key a lost answer is answered again. An id that is not yours is 404 whatever the key; a key ' +
      'that was used for another subscription of yours is 422.',
  })
  @ApiHeader(KEY)
  @ApiParam(SUBSCRIPTION_ID)
  @ApiOkResponse({
    description: 'The subscription, with its secret.',
    type: SubscriptionWithSecretDto,
    headers: REPLAYED,
  })
  @Faults(
    `${ONE}/rotate_secret`,
    'bad-request',
    'unauthorized',
    'scope-missing',
    'not-found',
    'key-reused',
    'database-unavailable',
  )
  async rotate(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKeyHeader() key: string | null,
    @Param('subscription_id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendReplayable(reply, await this.changes.rotate(caller, key, id));
  }

  @Post(':subscription_id/disable')
  @TakesNoBody()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'disableWebhookSubscription',
    summary: 'Send no more events there',
    description:
      'For good: subscribe anew to go on. It stays listed with its deliveries for 30 days, unless fifty are ' +
      'disabled after it.',
  })
  @ApiParam(SUBSCRIPTION_ID)
  @ApiOkResponse({ description: 'The subscription.', type: SubscriptionDto })
  @Faults(`${ONE}/disable`, 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async disable(@CurrentCaller() caller: Caller, @Param('subscription_id') id: string): Promise<SubscriptionDto> {
    return SubscriptionDto.from(await this.subscriptions.disable(caller, id));
  }

  @Get(':subscription_id/deliveries')
  @ApiOperation({
    operationId: 'listWebhookDeliveries',
    summary: 'List what was sent there',
    description: 'state=DEAD lists what was given up.',
  })
  @ApiParam(SUBSCRIPTION_ID)
  @ApiOkResponse({ description: 'The deliveries.', type: DeliveryListDto })
  @Faults(`${ONE}/deliveries`, 'bad-request', 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async listDeliveries(
    @CurrentCaller() caller: Caller,
    @Param('subscription_id') id: string,
    @Query() { state, before, limit }: ListDeliveriesQueryDto,
  ): Promise<DeliveryListDto> {
    const found = await this.subscriptions.listDeliveries(caller, id, {
      state: state ?? null,
      before: before ?? null,
      most: limit ?? MAX_LISTED,
    });
    return { deliveries: found.map((delivery) => DeliveryDto.from(delivery)) };
  }

  @Post(':subscription_id/deliveries/:event_id/redeliver')
  @TakesNoBody()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'redeliverWebhook',
    summary: 'Send an event again',
    description: 'At once, and with all retries, whatever became of it. The webhook-id stays the same.',
  })
  @ApiHeader(KEY)
  @ApiParam(SUBSCRIPTION_ID)
  @ApiParam({
    name: 'event_id',
    schema: { type: 'string', format: 'uuid', example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d5' },
  })
  @ApiAcceptedResponse({ description: 'The delivery, which is under way again.', type: DeliveryDto, headers: REPLAYED })
  @Faults(
    `${ONE}/deliveries/019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d5/redeliver`,
    'bad-request',
    'unauthorized',
    'scope-missing',
    'not-found',
    'subscription-disabled',
    'key-reused',
    'database-unavailable',
  )
  async redeliver(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKeyHeader() key: string | null,
    @Param('subscription_id') id: string,
    @Param('event_id') eventId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendReplayable(reply, await this.subscriptions.redeliver(caller, key, id, eventId));
  }
}
