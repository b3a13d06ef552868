import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, NeedsScope } from '../http/caller';
import { Faults } from '../http/faults.decorator';
import { CreateSubscriptionDto } from './dto/create-subscription.dto';
import { DeliveryDto, DeliveryListDto, ListDeliveriesQueryDto } from './dto/delivery.dto';
import { SubscriptionDto, SubscriptionListDto, SubscriptionWithSecretDto } from './dto/subscription.dto';
import { SubscriptionsService } from './subscriptions.service';

const PATH = '/v1/webhook_subscriptions';
const ONE = `${PATH}/019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4`;
const SUBSCRIPTION_ID = { name: 'subscription_id', schema: { type: 'string' as const, format: 'uuid' }, example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d4' };
const NEW = {
  some: { summary: 'Some types of events', value: { url: 'https://hooks.example.com/portico', event_types: ['onboarding.customer.status_changed'] } },
  all: { summary: 'Every type', value: { url: 'https://hooks.example.com/portico' } },
};
const MOST = 100;

/** Where events are sent, for consumers that want to be told. */
@ApiTags('Events')
@NeedsScope('events:write')
@Controller('v1/webhook_subscriptions')
export class SubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  @Post()
  @ApiOperation({ operationId: 'createWebhookSubscription', summary: 'Have events sent to a URL', description: 'Every event from now on, signed by Standard Webhooks, retried over three days. The secret is told in this answer only.' })
  @ApiBody({ type: CreateSubscriptionDto, examples: NEW })
  @ApiCreatedResponse({ type: SubscriptionWithSecretDto })
  @Faults(PATH, 'bad-request', 'unauthorized', 'scope-missing', 'too-large', 'unsupported-media-type', 'database-unavailable')
  async create(@CurrentCaller() caller: Caller, @Body() { url, event_types }: CreateSubscriptionDto): Promise<SubscriptionWithSecretDto> {
    const { subscription, secret } = await this.subscriptions.create(caller, url, event_types ?? []);
    return SubscriptionWithSecretDto.withSecret(subscription, secret);
  }

  @Get()
  @ApiOperation({ operationId: 'listWebhookSubscriptions', summary: 'List your subscriptions', description: 'Newest first, disabled ones included; never a secret.' })
  @ApiOkResponse({ type: SubscriptionListDto })
  @Faults(PATH, 'unauthorized', 'scope-missing', 'database-unavailable')
  async list(@CurrentCaller() caller: Caller): Promise<SubscriptionListDto> {
    return { subscriptions: (await this.subscriptions.list(caller)).map((subscription) => SubscriptionDto.from(subscription)) };
  }

  @Get(':subscription_id')
  @ApiOperation({ operationId: 'getWebhookSubscription', summary: 'Get a subscription', description: 'Never its secret.' })
  @ApiParam(SUBSCRIPTION_ID)
  @ApiOkResponse({ type: SubscriptionDto })
  @Faults(ONE, 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async get(@CurrentCaller() caller: Caller, @Param('subscription_id') id: string): Promise<SubscriptionDto> {
    return SubscriptionDto.from(await this.subscriptions.get(caller, id));
  }

  @Post(':subscription_id/rotate_secret')
  @HttpCode(200)
  @ApiOperation({ operationId: 'rotateWebhookSecret', summary: 'Replace the secret of a subscription', description: 'For a day deliveries are signed under both secrets. The new one is told in this answer only.' })
  @ApiParam(SUBSCRIPTION_ID)
  @ApiOkResponse({ type: SubscriptionWithSecretDto })
  @Faults(`${ONE}/rotate_secret`, 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async rotate(@CurrentCaller() caller: Caller, @Param('subscription_id') id: string): Promise<SubscriptionWithSecretDto> {
    const { subscription, secret } = await this.subscriptions.rotate(caller, id);
    return SubscriptionWithSecretDto.withSecret(subscription, secret);
  }

  @Post(':subscription_id/disable')
  @HttpCode(200)
  @ApiOperation({ operationId: 'disableWebhookSubscription', summary: 'Send no more events there', description: 'For good: subscribe anew to go on. Its deliveries stay listed.' })
  @ApiParam(SUBSCRIPTION_ID)
  @ApiOkResponse({ type: SubscriptionDto })
  @Faults(`${ONE}/disable`, 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async disable(@CurrentCaller() caller: Caller, @Param('subscription_id') id: string): Promise<SubscriptionDto> {
    return SubscriptionDto.from(await this.subscriptions.disable(caller, id));
  }

  @Get(':subscription_id/deliveries')
  @ApiOperation({ operationId: 'listWebhookDeliveries', summary: 'List what was sent there', description: 'state=DEAD lists what was given up.' })
  @ApiParam(SUBSCRIPTION_ID)
  @ApiOkResponse({ type: DeliveryListDto })
  @Faults(`${ONE}/deliveries`, 'unauthorized', 'scope-missing', 'not-found', 'database-unavailable')
  async listDeliveries(@CurrentCaller() caller: Caller, @Param('subscription_id') id: string, @Query() { state, before, limit }: ListDeliveriesQueryDto): Promise<DeliveryListDto> {
    const found = await this.subscriptions.listDeliveries(caller, id, { state: state ?? null, before: before ?? null, most: limit ?? MOST });
    return { deliveries: found.map((delivery) => DeliveryDto.from(delivery)) };
  }

  @Post(':subscription_id/deliveries/:event_id/redeliver')
  @HttpCode(202)
  @ApiOperation({ operationId: 'redeliverWebhook', summary: 'Send an event again', description: 'At once, and with all retries, whatever became of it. The webhook-id stays the same.' })
  @ApiParam(SUBSCRIPTION_ID)
  @ApiParam({ name: 'event_id', schema: { type: 'string', format: 'uuid' }, example: '019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d5' })
  @ApiAcceptedResponse({ type: DeliveryDto })
  @Faults(`${ONE}/deliveries/019bc0f7-5d6e-7c35-a1b2-0f6f2a11c9d5/redeliver`, 'unauthorized', 'scope-missing', 'not-found', 'subscription-disabled', 'database-unavailable')
  async redeliver(@CurrentCaller() caller: Caller, @Param('subscription_id') id: string, @Param('event_id') eventId: string): Promise<DeliveryDto> {
    return DeliveryDto.from(await this.subscriptions.redeliver(caller, id, eventId));
  }
}
