import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
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
import { type Caller, CurrentCaller, NeedsScope, ReadsPersonalData } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { IdempotencyKeyHeader } from '../../idempotency/idempotency-key.decorator';
import type { Replayable } from '../../idempotency/idempotency.service';
import { sendReplayable } from '../../idempotency/send-replayable';
import { PROVENANCE_HEADERS, setProvenance } from './provenance';
import { CustomerCreationService } from './customer-creation.service';
import { CustomersService } from './customers.service';
import type { ObservedCustomer } from '../kyb/kyb-status.service';
import { CreateCustomerDto } from './dto/create-customer.dto';
import { CustomerDto, FindCustomerQueryDto } from './dto/customer.dto';
import { FullCustomerDto } from './dto/full-customer.dto';
import {
  CREATION_FAULTS,
  EXAMPLE_CUSTOMER_ID,
  IDEMPOTENCY_KEY,
  MADE,
  NEW_CUSTOMER,
  READ_FAULTS,
} from '../onboarding.examples';

/** `path`: below which the customer can be read, among the paths of the same generation. */
const sendCreated = (reply: FastifyReply, answer: Replayable, path: string): string =>
  sendReplayable(reply, answer, ({ customer_id }) => `${path}/${encodeURIComponent(customer_id!)}`);

function shown(reply: FastifyReply, { customer, received }: ObservedCustomer): CustomerDto {
  setProvenance(reply, customer);
  return CustomerDto.from(customer, received.email);
}

/** Hosted customers, on the older paths of 1Money. */
@ApiTags('Onboarding')
@Controller('v1/customers/hosted')
export class CustomersController {
  constructor(
    private readonly customers: CustomersService,
    private readonly creation: CustomerCreationService,
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
  @Faults('/v1/customers/hosted', ...CREATION_FAULTS)
  async create(
    @CurrentCaller() caller: Caller,
    @IdempotencyKeyHeader() key: string,
    @Body() dto: CreateCustomerDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendCreated(reply, await this.creation.create(caller, key, dto), '/v1/customers/hosted');
  }

  @Get()
  @NeedsScope('onboarding:read')
  @ReadsPersonalData()
  @ApiOperation({
    operationId: 'findHostedCustomer',
    summary: 'Find a hosted customer by the key of its creation',
    description: 'Also finds a customer whose creation was not answered, because the answer of 1Money was lost.',
  })
  @ApiOkResponse({ description: 'The customer.', type: CustomerDto, headers: PROVENANCE_HEADERS })
  @Faults('/v1/customers/hosted', 'bad-request', ...READ_FAULTS)
  async find(
    @CurrentCaller() caller: Caller,
    @Query() query: FindCustomerQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto> {
    return shown(reply, await this.customers.observeByIdempotencyKey(caller, query.idempotency_key));
  }

  @Get(':customer_id')
  @NeedsScope('onboarding:read')
  @ReadsPersonalData()
  @ApiOperation({
    operationId: 'getHostedCustomer',
    summary: 'Get a hosted customer with its KYB status',
    description: 'The status is read at 1Money at this moment.',
  })
  @ApiParam(EXAMPLE_CUSTOMER_ID)
  @ApiOkResponse({ description: 'The customer.', type: CustomerDto, headers: PROVENANCE_HEADERS })
  @Faults('/v1/customers/hosted/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', ...READ_FAULTS)
  async get(
    @CurrentCaller() caller: Caller,
    @Param('customer_id') customerId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto> {
    return shown(reply, await this.customers.observe(caller, customerId));
  }
}

/** The same customers on the current paths of 1Money. */
@ApiTags('Onboarding, current paths')
@Controller('v1/customers')
export class LightweightCustomersController {
  constructor(
    private readonly customers: CustomersService,
    private readonly creation: CustomerCreationService,
  ) {}

  @Post('lightweight')
  @NeedsScope('onboarding:write')
  @ApiOperation({
    operationId: 'createLightweightCustomer',
    summary: 'Create a customer',
    description: 'As createHostedCustomer.',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: CreateCustomerDto, examples: NEW_CUSTOMER })
  @ApiCreatedResponse({ description: 'The customer.', type: CustomerDto, headers: MADE })
  @Faults('/v1/customers/lightweight', ...CREATION_FAULTS)
  async create(
    @CurrentCaller() caller: Caller,
    @IdempotencyKeyHeader() key: string,
    @Body() dto: CreateCustomerDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendCreated(reply, await this.creation.create(caller, key, dto), '/v1/customers');
  }

  @Get('lightweight')
  @NeedsScope('onboarding:read')
  @ReadsPersonalData()
  @ApiOperation({
    operationId: 'findLightweightCustomer',
    summary: 'Find a customer by the key of its creation',
    description: 'As findHostedCustomer.',
  })
  @ApiOkResponse({ description: 'The customer.', type: CustomerDto, headers: PROVENANCE_HEADERS })
  @Faults('/v1/customers/lightweight', 'bad-request', ...READ_FAULTS)
  async find(
    @CurrentCaller() caller: Caller,
    @Query() query: FindCustomerQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto> {
    return shown(reply, await this.customers.observeByIdempotencyKey(caller, query.idempotency_key));
  }

  @Get(':customer_id')
  @NeedsScope('onboarding:read')
  @ReadsPersonalData()
  @ApiOperation({
    operationId: 'getCustomer',
    summary: 'Get the full customer, with flagged items',
    description:
      'Read at 1Money at this moment and passed on. `review_issues` tells what the user has to correct in ' +
      'PENDING_RESPONSE.',
  })
  @ApiParam(EXAMPLE_CUSTOMER_ID)
  @ApiOkResponse({
    description: 'The customer with all that 1Money tells.',
    type: FullCustomerDto,
    headers: PROVENANCE_HEADERS,
  })
  @Faults('/v1/customers/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10', ...READ_FAULTS)
  async get(
    @CurrentCaller() caller: Caller,
    @Param('customer_id') customerId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FullCustomerDto> {
    const { customer, full } = await this.customers.getFull(caller, customerId);
    setProvenance(reply, customer);
    return FullCustomerDto.from(full);
  }
}
