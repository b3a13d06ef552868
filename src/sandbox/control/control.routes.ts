import type { FastifyInstance, FastifyReply } from 'fastify';
import { CLOCK_YEARS } from '../clock';
import type { SandboxContext } from '../context';
import { control } from './control-call';
import { controlBody } from './control-input';
import { FAULT_SCHEMAS, faultOf } from './fault-input';
import { ConsentsStore } from '../finpro/consents/consents.store';
import { VENDORS } from '../webhooks/webhooks';

/** The vendors' names in control calls. */
export const VENDOR = { type: 'string', enum: VENDORS };

/** The control calls for tests and testers. They answer 200 with the new state, or 400 with the problem. */
export function registerControlRoutes(app: FastifyInstance, context: SandboxContext): void {
  const { clock, faults, journal, effects, db } = context;

  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/_sandbox/clock', control('Shows the clock of the vendors'), async () => clock.state());
  const seconds = { type: 'number', description: 'Back in time when negative.' };
  const advance = control('Moves the clock of the vendors', { body: { seconds }, required: ['seconds'] });
  app.post('/_sandbox/clock/advance', advance, async (request, reply) => {
    const { seconds } = controlBody(request.body);
    if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return refuse(reply, 'seconds must be a number');
    if (!(await clock.advance(seconds)))
      return refuse(reply, `seconds would take the clock out of the years ${CLOCK_YEARS.join(' to ')}`);
    await new ConsentsStore(context).expireDue();
    return clock.state();
  });

  app.get('/_sandbox/faults', control('Lists the active faults'), async () => faults.state());
  const failing = control('Makes a vendor fail', { body: FAULT_SCHEMAS, required: ['vendor', 'kind'] });
  app.post('/_sandbox/faults', failing, async (request, reply) => {
    const fault = faultOf(controlBody(request.body));
    if (typeof fault === 'string') return refuse(reply, fault);
    faults.add(fault);
    return faults.state();
  });
  app.post('/_sandbox/faults/release', control('Sends the answers that are held back'), async () => {
    faults.release();
    return faults.state();
  });
  app.delete<{ Params: { fault_id: string } }>(
    '/_sandbox/faults/:fault_id',
    control('Clears one fault', { refuses: [404] }),
    async (request, reply) =>
      faults.remove(request.params.fault_id) ? faults.state() : reply.status(404).send({ error: 'no such fault' }),
  );
  app.delete('/_sandbox/faults', control('Clears all faults'), async () => {
    faults.clear();
    return faults.state();
  });

  const text = { type: 'string' };
  const journalFilters = { vendor: VENDOR, path: text, limit: { type: 'integer', minimum: 1, maximum: 999_999 } };
  const listing = control('Lists the requests that the vendors received', { query: journalFilters });
  app.get('/_sandbox/requests', listing, async (request, reply) => {
    const { vendor, path, limit } = request.query as { vendor?: string; path?: string; limit?: string };
    if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit))
      return refuse(reply, 'limit must be a whole number of at least 1');
    return { requests: journal.list({ vendor, path, limit: limit ? Number(limit) : undefined }) };
  });
  const filters = { kind: text, subject: text, vendor: VENDOR };
  app.get('/_sandbox/effects', control('Lists what changed at the vendors', { query: filters }), async (request) => ({
    effects: await effects.list(request.query as { kind?: string; subject?: string; vendor?: string }),
  }));
  app.post('/_sandbox/reset', control('Empties both vendors'), async () => {
    faults.clear();
    context.magicFaults.reset();
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
