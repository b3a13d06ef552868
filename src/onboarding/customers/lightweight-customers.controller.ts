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
import { type Caller, CurrentCaller, NeedsScope } from '../../http/request/caller';
import { Faults } from '../../http/errors/faults.decorator';
import { IdempotencyKeyHeader, OptionalIdempotencyKeyHeader } from '../../idempotency/idempotency-key.decorator';
import { LINK_ID_HEADER } from '../../links/send-link';
import { CLAIM_HEADERS, setProvenance } from './provenance-headers';
import { CustomersController } from './customers.controller';
import { CustomersService } from './customers.service';
import { CreateCustomerDto } from './dto/create-customer.dto';
import { CreateOnboardingLinkDto } from '../grants/create-grant.dto';
import { CustomerDto } from './dto/customer.dto';
import { FindCustomerQueryDto } from './dto/find-customer.query.dto';
import { FullCustomerDto } from './dto/full-customer.dto';
import { GrantDto } from '../grants/grant.dto';
import { GrantsController } from '../grants/grants.controller';
import {
  CUSTOMER_ID,
  GRANT_FAULTS,
  GRANT_KEY,
  IDEMPOTENCY_KEY,
  MADE,
  NEW_CUSTOMER,
  NEW_LINK,
  READ_FAULTS,
  REPLAYED,
} from '../onboarding.examples';

/** The same customers and grants on the current paths of 1Money, with the same handlers. */
@ApiTags('Onboarding, current paths')
@Controller('v1/customers')
export class LightweightCustomersController {
  constructor(
    private readonly hosted: CustomersController,
    private readonly grants: GrantsController,
    private readonly customers: CustomersService,
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
  @Faults(
    '/v1/customers/lightweight',
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
    return this.hosted.createAt('/v1/customers', caller, key, dto, reply);
  }

  @Get('lightweight')
  @NeedsScope('onboarding:read')
  @ApiOperation({
    operationId: 'findLightweightCustomer',
    summary: 'Find a customer by the key of its creation',
    description: 'As findHostedCustomer.',
  })
  @ApiOkResponse({ description: 'The customer.', type: CustomerDto, headers: CLAIM_HEADERS })
  @Faults('/v1/customers/lightweight', 'bad-request', ...READ_FAULTS)
  find(
    @CurrentCaller() caller: Caller,
    @Query() query: FindCustomerQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto> {
    return this.hosted.find(caller, query, reply);
  }

  @Get(':customer_id')
  @NeedsScope('onboarding:read')
  @ApiOperation({
    operationId: 'getCustomer',
    summary: 'Get the full customer, with flagged items',
    description:
      'Read at 1Money at this moment and passed on. `review_issues` tells what the user has to correct in ' +
      'PENDING_RESPONSE.',
  })
  @ApiParam(CUSTOMER_ID)
  @ApiOkResponse({
    description: 'The customer with all that 1Money tells.',
    type: FullCustomerDto,
    headers: CLAIM_HEADERS,
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

  @Post(':customer_id/onboarding_links')
  @NeedsScope('onboarding:write')
  @ApiOperation({
    operationId: 'createOnboardingLink',
    summary: 'Create an onboarding link',
    description: 'As createOnboardingGrant, with the customer in the path.',
  })
  @ApiParam(CUSTOMER_ID)
  @ApiHeader(GRANT_KEY)
  @ApiBody({ type: CreateOnboardingLinkDto, examples: NEW_LINK })
  @ApiCreatedResponse({
    description: 'The grant, with its link.',
    type: GrantDto,
    headers: { ...REPLAYED, ...LINK_ID_HEADER },
  })
  @Faults('/v1/customers/0b9f2c5e-6a1d-4d53-9a57-3f1f6a2c7e10/onboarding_links', ...GRANT_FAULTS)
  createLink(
    @CurrentCaller() caller: Caller,
    @Param('customer_id') customerId: string,
    @OptionalIdempotencyKeyHeader() key: string | null,
    @Body() dto: CreateOnboardingLinkDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.grants.create(caller, key, { ...dto, customer_id: customerId }, reply);
  }
}
