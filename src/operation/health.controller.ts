import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { VENDOR_NAMES } from '../config/vendor';
import { Public } from '../http/request/caller';
import { AdmissionControl } from '../http/admission-control';
import { atMostEvery } from './at-most-every';
import { type Health, HealthDto } from './dto/health.dto';
import { type Probe, PROBES } from './health';

/** Milliseconds for which probe results are reused, however many callers ask. */
export const FINDINGS_MS = 1_000;
/** Milliseconds until a silent part is unavailable: a load balancer should get an answer within three seconds. */
const PROBE_MS = 2_000;
/** For the examples. */
const VENDORS_OK = Object.fromEntries(VENDOR_NAMES.map((name) => [name, 'ok']));

@Public()
@ApiTags('Operation')
@Controller('health')
export class HealthController {
  private readonly findings: () => Promise<Finding[]>;

  constructor(
    @Inject(PROBES) probes: readonly Probe[],
    private readonly admission: AdmissionControl,
  ) {
    this.findings = atMostEvery(FINDINGS_MS, () => Promise.all(probes.map(finding)));
  }

  @Get('live')
  @ApiOperation({
    operationId: 'getLiveness',
    summary: 'Is the process alive?',
    description: 'It answers: that is all this asks.',
  })
  @ApiOkResponse({ description: 'How it is.', type: HealthDto, example: { status: 'ok' } })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'getReadiness',
    summary: 'May requests come?',
    description:
      'A commit can be made in the database and is confirmed by its standby, its schema is that of this build, ' +
      'the gateway holds the data keys of the database, and it is not on its way out. The parts are asked at most ' +
      'once a second, however many ask here. A vendor that is down, a clock that is off, a data key that is ' +
      'retired, or audit entries that wait for their seal, make it degraded, not unready; reasons says what is wrong.',
  })
  @ApiOkResponse({
    description: 'How it is.',
    type: HealthDto,
    example: {
      status: 'ok',
      parts: {
        database: 'ok',
        migrations: 'ok',
        'data-keys': 'ok',
        clock: 'ok',
        'audit-proofs': 'ok',
        ...VENDORS_OK,
      },
    },
  })
  @ApiServiceUnavailableResponse({
    type: HealthDto,
    description: 'A part does not work',
    example: {
      status: 'unavailable',
      parts: {
        database: 'unavailable',
        migrations: 'unavailable',
        'data-keys': 'ok',
        clock: 'ok',
        'audit-proofs': 'unavailable',
        ...VENDORS_OK,
      },
      reasons: {
        database: 'no commit was confirmed for 1.5 s',
        migrations: 'it cannot be read',
        'audit-proofs': 'it cannot be read',
      },
    },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const found = [...(this.admission.closing ? [LEAVING] : []), ...(await this.findings())];
    const parts = Object.fromEntries(found.map(({ name, health }) => [name, health]));
    const reasons = Object.fromEntries(
      found.flatMap(({ name, reason }) => (reason === undefined ? [] : [[name, reason]])),
    );
    const status = WORST_FIRST.find((one) => Object.values(parts).includes(one)) ?? 'ok';
    if (status === 'unavailable') void reply.status(503).header('Retry-After', '1');
    return { status, parts, ...(Object.keys(reasons).length > 0 ? { reasons } : {}) };
  }
}

const WORST_FIRST: readonly Health[] = ['unavailable', 'degraded'];

/** The result of a probe. */
interface Finding {
  readonly name: string;
  readonly health: Health;
  readonly reason?: string;
}

/** SIGTERM was received: load balancers should send requests elsewhere. */
const LEAVING: Finding = { name: 'process', health: 'unavailable' };

const finding = async ({ name, check }: Probe): Promise<Finding> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((done) => {
    timer = setTimeout(
      () => done({ name, health: 'unavailable', reason: `no answer within ${PROBE_MS / 1000} s` }),
      PROBE_MS,
    );
  });
  return Promise.race([late, judged({ name, check })]).finally(() => clearTimeout(timer));
};

async function judged({ name, check }: Probe): Promise<Finding> {
  try {
    const reason = await check();
    return reason === undefined ? { name, health: 'ok' } : { name, health: 'degraded', reason };
  } catch (error) {
    const { reason } = error as { reason?: unknown };
    return { name, health: 'unavailable', reason: typeof reason === 'string' ? reason : 'it cannot be read' };
  }
}
