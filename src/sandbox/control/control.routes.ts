import type { FastifyInstance, FastifyReply } from 'fastify';
import { CLOCK_YEARS } from '../clock';
import type { SandboxContext } from '../context';
import { controlBody, filteredBy, takes } from './control-input';
import { FAULT_MEMBERS, faultOf } from './fault-input';
import { ConsentsStore } from '../finpro/consents/consents.store';

/** The control calls for tests and testers. They answer 200 with the new state, or 400 with the problem. */
export function registerControlRoutes(app: FastifyInstance, context: SandboxContext): void {
  const { clock, faults, journal, effects, db } = context;

  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/_sandbox/clock', async () => clock.state());
  app.post('/_sandbox/clock/advance', takes('seconds'), async (request, reply) => {
    const { seconds } = controlBody(request.body);
    if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return refuse(reply, 'seconds must be a number');
    if (!(await clock.advance(seconds)))
      return refuse(reply, `seconds would take the clock out of the years ${CLOCK_YEARS.join(' to ')}`);
    await new ConsentsStore(context).expireDue();
    return clock.state();
  });

  app.get('/_sandbox/faults', async () => faults.state());
  app.post('/_sandbox/faults', takes(...FAULT_MEMBERS), async (request, reply) => {
    const fault = faultOf(controlBody(request.body));
    if (typeof fault === 'string') return refuse(reply, fault);
    faults.add(fault);
    return faults.state();
  });
  app.post('/_sandbox/faults/release', async () => {
    faults.release();
    return faults.state();
  });
  app.delete('/_sandbox/faults', async () => {
    faults.clear();
    return faults.state();
  });

  app.get('/_sandbox/requests', filteredBy('vendor', 'path', 'limit'), async (request, reply) => {
    const { vendor, path, limit } = request.query as { vendor?: string; path?: string; limit?: string };
    if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit))
      return refuse(reply, 'limit must be a whole number of at least 1');
    return { requests: journal.list({ vendor, path, limit: limit ? Number(limit) : undefined }) };
  });
  app.get('/_sandbox/effects', filteredBy('kind', 'subject', 'vendor'), async (request) => ({
    effects: await effects.list(request.query as { kind?: string; subject?: string; vendor?: string }),
  }));
  app.post('/_sandbox/reset', async () => {
    faults.clear();
    journal.clear();
    context.finpro.reset();
    context.webhooks.reset();
    await db.query(
      'TRUNCATE sandbox.effects, sandbox.webhook_deliveries, sandbox.kyb_documents, sandbox.kyb_forms, ' +
        'sandbox.sessions, sandbox.grants, sandbox.customers, sandbox.finpro_consents, sandbox.finpro_links, ' +
        'sandbox.aa_sessions RESTART IDENTITY',
    );
    await clock.reset();
    return { status: 'empty', clock: clock.state() };
  });
}

export function refuse(reply: FastifyReply, error: string): FastifyReply {
  return reply.status(400).send({ error });
}
