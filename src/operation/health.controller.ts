import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/caller';
import { Door } from '../http/door';
import { type Health, HealthDto } from './dto/health.dto';
import { type Probe, PROBES } from './health';

@Public()
@ApiTags('Operation')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(PROBES) private readonly probes: readonly Probe[],
    private readonly door: Door,
  ) {}

  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Is the process alive?', description: 'It answers: that is all this asks.' })
  @ApiOkResponse({ type: HealthDto, example: { status: 'ok' } })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'May requests come?', description: 'The database answers, its schema is that of this build, and the gateway is not on its way out. A vendor that is down, or audit entries that wait for their seal, make it degraded, not unready; reasons says what is amiss.' })
  @ApiOkResponse({ type: HealthDto, example: { status: 'ok', parts: { database: 'ok', migrations: 'ok', 'audit-proofs': 'ok', 'one-money': 'ok', finpro: 'ok' } } })
  @ApiServiceUnavailableResponse({ type: HealthDto, description: 'A part does not work', example: { status: 'unavailable', parts: { database: 'unavailable', migrations: 'unavailable', 'audit-proofs': 'unavailable', 'one-money': 'ok', finpro: 'ok' } } })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const probes = this.door.closing ? [LEAVING, ...this.probes] : this.probes;
    const found = await Promise.all(probes.map(async ({ name, check }) => ({ name, ...(await finding(check)) })));
    const parts = Object.fromEntries(found.map(({ name, health }) => [name, health]));
    const reasons = Object.fromEntries(found.flatMap(({ name, reason }) => (reason === undefined ? [] : [[name, reason]])));
    const status = WORST_FIRST.find((one) => Object.values(parts).includes(one)) ?? 'ok';
    if (status === 'unavailable') void reply.status(503).header('Retry-After', '1');
    return { status, parts, ...(Object.keys(reasons).length > 0 ? { reasons } : {}) };
  }
}

const WORST_FIRST: readonly Health[] = ['unavailable', 'degraded'];

/** SIGTERM has come: load balancers should look elsewhere. */
const LEAVING: Probe = { name: 'process', check: () => Promise.reject(new Error('closing')) };

const finding = async (check: Probe['check']): Promise<{ health: Health; reason?: string }> => {
  try {
    const reason = await check();
    return reason === undefined ? { health: 'ok' } : { health: 'degraded', reason };
  } catch {
    return { health: 'unavailable' };
  }
};
