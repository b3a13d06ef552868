import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { VENDOR_NAMES } from '../../config/vendor';
import { CurrentOperator, NeedsRole, type OperatorCaller } from '../../http/request/operator';
import { KillSwitches, LINKS } from '../../switches/kill-switches';
import { ActFaults, actorOf, ReadFaults } from '../act';
import { ReasonDto } from '../reason.dto';
import { OperatorVendorsService } from '../vendors/operator-vendors.service';
import { SwitchesDto } from './switches.dto';

const VENDOR = {
  name: 'vendor',
  schema: { type: 'string' as const, enum: [...VENDOR_NAMES], example: VENDOR_NAMES[0] },
};
const ACCOUNT = { name: 'account', schema: { type: 'string' as const, example: 'default' } };
const AT = `/operator/v1/switches/vendors/${VENDOR_NAMES[0]}/default`;
const ANSWER = { description: 'Everything that is stopped now.', type: SwitchesDto };

/** The kill switches of vendors and of durable links; that of a consumer is to disable it. */
@ApiTags('Kill switches')
@Controller('operator/v1/switches')
export class SwitchesController {
  constructor(
    private readonly switches: KillSwitches,
    private readonly vendors: OperatorVendorsService,
  ) {}

  @Get()
  @NeedsRole('operator', 'support', 'auditor')
  @ApiOperation({ operationId: 'operatorListSwitches', summary: 'List what is stopped' })
  @ApiOkResponse(ANSWER)
  @ReadFaults('/operator/v1/switches')
  list(): Promise<SwitchesDto> {
    return this.answer();
  }

  @Post('vendors/:vendor/:account/stop')
  @HttpCode(200)
  @NeedsRole('operator')
  @ApiOperation({
    operationId: 'operatorStopVendor',
    summary: 'Stop everything new at a vendor',
    description:
      'Within two seconds no replica begins an effect there: requests for one are answered 503 `vendor-stopped`. ' +
      'What is under way ends as it would; statuses are still read. What is stopped stays so. An account that the ' +
      'answering replica is not configured with is 404, and `detail` names those that it has.',
  })
  @ApiParam(VENDOR)
  @ApiParam(ACCOUNT)
  @ApiOkResponse(ANSWER)
  @ActFaults(`${AT}/stop`, 'not-found')
  async stopVendor(
    @CurrentOperator() operator: OperatorCaller,
    @Param('vendor') vendor: string,
    @Param('account') account: string,
    @Body() { reason }: ReasonDto,
  ): Promise<SwitchesDto> {
    await this.switches.stop(actorOf(operator, reason), this.vendors.switchOf(vendor, account));
    return this.answer();
  }

  @Post('vendors/:vendor/:account/resume')
  @HttpCode(200)
  @NeedsRole('operator')
  @ApiOperation({ operationId: 'operatorResumeVendor', summary: 'Let a stopped vendor go on' })
  @ApiParam(VENDOR)
  @ApiParam(ACCOUNT)
  @ApiOkResponse(ANSWER)
  @ActFaults(`${AT}/resume`, 'not-found')
  async resumeVendor(
    @CurrentOperator() operator: OperatorCaller,
    @Param('vendor') vendor: string,
    @Param('account') account: string,
    @Body() { reason }: ReasonDto,
  ): Promise<SwitchesDto> {
    await this.switches.resume(actorOf(operator, reason), await this.vendors.stoppedSwitchOf(vendor, account));
    return this.answer();
  }

  @Post('links/stop')
  @HttpCode(200)
  @NeedsRole('operator')
  @ApiOperation({
    operationId: 'operatorStopLinks',
    summary: 'Stop all durable links',
    description:
      'Within two seconds no durable link leads to a vendor: a person who opens one is told to come back later ' +
      '(503), and a request for one is answered 503 `links-stopped`. What is stopped stays so.',
  })
  @ApiOkResponse(ANSWER)
  @ActFaults('/operator/v1/switches/links/stop')
  async stopLinks(@CurrentOperator() operator: OperatorCaller, @Body() { reason }: ReasonDto): Promise<SwitchesDto> {
    await this.switches.stop(actorOf(operator, reason), LINKS);
    return this.answer();
  }

  @Post('links/resume')
  @HttpCode(200)
  @NeedsRole('operator')
  @ApiOperation({ operationId: 'operatorResumeLinks', summary: 'Let the durable links work again' })
  @ApiOkResponse(ANSWER)
  @ActFaults('/operator/v1/switches/links/resume')
  async resumeLinks(@CurrentOperator() operator: OperatorCaller, @Body() { reason }: ReasonDto): Promise<SwitchesDto> {
    await this.switches.resume(actorOf(operator, reason), LINKS);
    return this.answer();
  }

  private async answer(): Promise<SwitchesDto> {
    return SwitchesDto.from(await this.switches.list());
  }
}
