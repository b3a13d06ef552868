import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SandboxContext } from './context';
import { ConsentsStore } from './finpro/consents.store';
import { FAULT_KINDS, type VendorFault } from './faults';

/** What a test or a person may do to the vendors. Answers 200 with the new state, or 400 that says what is wrong. */
export function registerControlRoutes(app: FastifyInstance, context: SandboxContext): void {
  const { clock, faults, journal, effects, db } = context;

  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/_sandbox/clock', async () => clock.state());
  app.post('/_sandbox/clock/advance', async (request, reply) => {
    const { seconds } = controlBody(request.body);
    if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return refuse(reply, 'seconds must be a number');
    await clock.advance(seconds);
    await new ConsentsStore(context).expireDue();
    return clock.state();
  });

  app.get('/_sandbox/faults', async () => faults.state());
  app.post('/_sandbox/faults', async (request, reply) => {
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

  app.get('/_sandbox/requests', async (request) => {
    const { vendor, path, limit } = request.query as { vendor?: string; path?: string; limit?: string };
    return { requests: journal.list({ vendor, path, limit: limit ? Number(limit) : undefined }) };
  });
  app.get('/_sandbox/effects', async (request) => ({ effects: await effects.list(request.query as { kind?: string; subject?: string; vendor?: string }) }));
  app.post('/_sandbox/reset', async () => {
    faults.clear();
    journal.clear();
    context.finpro.reset();
    context.webhooks.reset();
    await db.query('TRUNCATE sandbox.effects, sandbox.webhook_deliveries, sandbox.kyb_documents, sandbox.kyb_forms, sandbox.sessions, sandbox.grants, sandbox.customers, sandbox.finpro_consents, sandbox.finpro_links, sandbox.aa_sessions RESTART IDENTITY');
    await clock.reset();
    return { status: 'empty', clock: clock.state() };
  });
}

export function refuse(reply: FastifyReply, error: string): FastifyReply {
  return reply.status(400).send({ error });
}

/** The JSON object that a control call carries; an empty one when there is none. */
export function controlBody(body: unknown): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = Buffer.isBuffer(body) && body.length > 0 ? JSON.parse(body.toString()) : {};
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** A fault, or what is wrong with it. */
function faultOf(json: Readonly<Record<string, unknown>>): VendorFault | string {
  const { vendor, kind, when, times } = json;
  if (vendor !== '1money' && vendor !== 'finpro') return 'vendor must be 1money or finpro';
  if (!FAULT_KINDS.includes(kind as VendorFault['kind'])) return `kind must be one of ${FAULT_KINDS.join(', ')}`;
  if (when !== undefined && when !== 'before' && when !== 'after') return 'when must be before or after';
  if (times !== undefined && (!Number.isInteger(times) || (times as number) < 1)) return 'times must be a whole number of at least 1';
  return { ...json, vendor, kind: kind as VendorFault['kind'], when: when ?? 'before', times: (times as number | undefined) ?? null };
}
