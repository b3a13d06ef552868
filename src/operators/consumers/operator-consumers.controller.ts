import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentOperator, NeedsRole, type OperatorCaller } from '../../http/request/operator';
import { ActFaults, actorOf, ReadFaults } from '../act';
import { ReasonDto } from '../reason.dto';
import { OperatorConsumerDto, OperatorConsumersDto } from './operator-consumer.dto';
import { OperatorConsumersService } from './operator-consumers.service';

const CLIENT_ID = { name: 'client_id', schema: { type: 'string' as const, example: 'demo-consumer' } };
const ONE = '/operator/v1/consumers/demo-consumer';

/** The consumers, for operators. */
@ApiTags('Consumers')
@Controller('operator/v1/consumers')
export class OperatorConsumersController {
  constructor(private readonly consumers: OperatorConsumersService) {}

  @Get()
  @NeedsRole('operator', 'support', 'auditor')
  @ApiOperation({ operationId: 'operatorListConsumers', summary: 'List the consumers' })
  @ApiOkResponse({ description: 'All consumers, without secrets.', type: OperatorConsumersDto })
  @ReadFaults('/operator/v1/consumers')
  async list(): Promise<OperatorConsumersDto> {
    return { consumers: (await this.consumers.list()).map((one) => OperatorConsumerDto.from(one)) };
  }

  @Get(':client_id')
  @NeedsRole('operator', 'support', 'auditor')
  @ApiOperation({ operationId: 'operatorGetConsumer', summary: 'Get a consumer' })
  @ApiParam(CLIENT_ID)
  @ApiOkResponse({ description: 'The consumer, without its secrets.', type: OperatorConsumerDto })
  @ReadFaults(ONE, 'not-found')
  async get(@Param('client_id') clientId: string): Promise<OperatorConsumerDto> {
    return OperatorConsumerDto.from(await this.consumers.get(clientId));
  }

  @Post(':client_id/disable')
  @HttpCode(200)
  @NeedsRole('operator')
  @ApiOperation({
    operationId: 'operatorDisableConsumer',
    summary: 'Disable a consumer: its kill switch',
    description:
      'Within five seconds every replica refuses its credentials (401); nothing is sent to it any more, and its ' +
      'durable links lead nowhere. A consumer that is disabled stays so.',
  })
  @ApiParam(CLIENT_ID)
  @ApiOkResponse({ description: 'The consumer.', type: OperatorConsumerDto })
  @ActFaults(`${ONE}/disable`, 'not-found')
  async disable(
    @CurrentOperator() operator: OperatorCaller,
    @Param('client_id') clientId: string,
    @Body() { reason }: ReasonDto,
  ): Promise<OperatorConsumerDto> {
    return OperatorConsumerDto.from(await this.consumers.disable(actorOf(operator, reason), clientId));
  }

  @Post(':client_id/enable')
  @HttpCode(200)
  @NeedsRole('operator')
  @ApiOperation({
    operationId: 'operatorEnableConsumer',
    summary: 'Give a disabled consumer its access back',
    description: 'Its credentials and durable links work again within five seconds; deliveries that ended stay ended.',
  })
  @ApiParam(CLIENT_ID)
  @ApiOkResponse({ description: 'The consumer.', type: OperatorConsumerDto })
  @ActFaults(`${ONE}/enable`, 'not-found')
  async enable(
    @CurrentOperator() operator: OperatorCaller,
    @Param('client_id') clientId: string,
    @Body() { reason }: ReasonDto,
  ): Promise<OperatorConsumerDto> {
    return OperatorConsumerDto.from(await this.consumers.enable(actorOf(operator, reason), clientId));
  }
}
