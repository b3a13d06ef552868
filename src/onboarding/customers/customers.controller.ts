import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CLOCK, type Clock } from '../../config/clock';
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { IdempotencyKeyHeader } from '../../idempotency/idempotency-key.decorator';
import { sendReplayable } from '../../idempotency/send-replayable';
import { CLAIM_HEADERS, setProvenance } from './provenance-headers';
import { CustomerCreationService } from './customer-creation.service';
import { CustomersService } from './customers.service';
import { CreateCustomerDto } from './dto/create-customer.dto';
import { CustomerDto } from './dto/customer.dto';
import { FindCustomerQueryDto } from './dto/find-customer.query.dto';
import { GrantListDto } from '../grants/grant-list.dto';
import { GrantsService } from '../grants/grants.service';
import { CUSTOMER_ID, IDEMPOTENCY_KEY, MADE, NEW_CUSTOMER, READ_FAULTS } from '../onboarding.examples';

/** Hosted customers, on the older paths of 1Money. */
@ApiTags('Onboarding')
@Controller('v1/customers/hosted')
export class CustomersController {
  constructor(
    private readonly customers: CustomersService,
    private readonly creation: CustomerCreationService,
    private readonly grants: GrantsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @NeedsScope('onboarding:write')
  @ApiOperation({
    operationId: 'createHostedCustomer',
    summary: 'Create a hosted customer',
    description:
      'Creates the customer at 1Money. Repeating the request with the same Idempotency-Key and body answers the ' +
      'same bytes, with Idempotent-Replayed: true, and creates nothing.',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: CreateCustomerDto, examples: NEW_CUSTOMER })
  @ApiCreatedResponse({ description: 'The customer.', type: CustomerDto, headers: MADE })
  @Faults(
    '/v1/customers/hosted',
    'bad-request',
    'vendor-refused',
    'unauthorized',
    'scope-missing',
    'vendor-conflict',
    'key-in-flight',
    'replay-expired',
    'subject-erased',
    'too-large',
    'unsupported-media-type',
    'key-reused',
    'vendor-not-configured',
    'vendor-credentials',
    'vendor-invalid-response',
    'vendor-failed',
    'vendor-unreachable',
    'vendor-out-of-service',
    'vendor-busy',
    'database-unavailable',
    'vendor-timeout',
  )
  create(
    @CurrentCaller() caller: Caller,
    @IdempotencyKeyHeader() key: string,
    @Body() dto: CreateCustomerDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.createAt('/v1/customers/hosted', caller, key, dto, reply);
  }

  /** `path`: below which the customer can be read, among the paths of the same generation. */
  async createAt(
    path: string,
    caller: Caller,
    key: string,
    dto: CreateCustomerDto,
    reply: FastifyReply,
  ): Promise<string> {
    return sendReplayable(
      reply,
      await this.creation.create(caller, key, dto),
      ({ customer_id }) => `${path}/${encodeURIComponent(customer_id!)}`,
    );
  }

  @Get()
  @NeedsScope('onboarding:read')
  @ApiOperation({
    operationId: 'findHostedCustomer',
    summary: 'Find a hosted customer by the key of its creation',
    description: 'Also finds a customer whose creation was answered by nobody, because the answer of 1Money was lost.',
  })
  @ApiOkResponse({ description: 'The customer.', type: CustomerDto, headers: CLAIM_HEADERS })
  @Faults('/v1/customers/hosted', 'bad-request', ...READ_FAULTS)
  async find(
    @CurrentCaller() caller: Caller,
    @Query() query: FindCustomerQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto> {
    const { customer, received } = await this.customers.observeByIdempotencyKey(caller, query.idempotency_key);
    setProvenance(reply, customer);
    return CustomerDto.from(customer, received.email);
  }

  @Get(':customer_id')
  @NeedsScope('onboarding:read')
  @ApiOperation({
    operationId: 'getHostedCustomer',
    summary: 'Get a hosted customer with its KYB status',
    description: 'The status is read at 1Money at this moment.',
  })
  @ApiParam(CUSTOMER_ID)
  @ApiOkResponse({ description: 'The customer.', type: CustomerDto, headers: CLAIM_HEADERS })
  @Faults('/v1/customers/hosted/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', ...READ_FAULTS)
  async get(
    @CurrentCaller() caller: Caller,
    @Param('customer_id') customerId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto> {
    const { customer, received } = await this.customers.observe(caller, customerId);
    setProvenance(reply, customer);
    return CustomerDto.from(customer, received.email);
  }

  @Get(':customer_id/grants')
  @NeedsScope('onboarding:read')
  @ApiOperation({
    operationId: 'listOnboardingGrants',
    summary: 'List the grants of a customer',
    description: 'What became of each grant, and what to do next. Never a token or a one-time URL.',
  })
  @ApiParam(CUSTOMER_ID)
  @ApiOkResponse({ description: 'The grants.', type: GrantListDto })
  @Faults(
    '/v1/customers/hosted/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10/grants',
    'unauthorized',
    'scope-missing',
    'not-found',
    'subject-erased',
    'database-unavailable',
  )
  async listGrants(@CurrentCaller() caller: Caller, @Param('customer_id') customerId: string): Promise<GrantListDto> {
    const { customer, grants } = await this.grants.list(caller, customerId);
    return GrantListDto.from(customer, grants, this.clock.now());
  }
}
