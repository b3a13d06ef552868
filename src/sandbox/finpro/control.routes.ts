import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SandboxContext } from '../context';
import { control } from '../control/control-call';
import { controlBody } from '../control/control-input';
import { refuse } from '../control/control.routes';
import { CONSENT_TRANSITIONS, isConsentEvent } from './consents/consent-status';
import { ConsentsStore } from './consents/consents.store';
import { actAsCustomer } from './consents/customer';

const EVENTS = [...new Set(CONSENT_TRANSITIONS.map(([, event]) => event))];

interface HandleParams {
  readonly consent_handle: string;
}

/** Control calls that act as the customer and move the clock, without a browser. */
export function registerFinproControl(app: FastifyInstance, context: SandboxContext): void {
  const consents = new ConsentsStore(context);

  app.get('/_sandbox/finpro/settings', control('Shows the settings of FinPro'), async () => context.finpro.state());
  const settings = {
    consent_handle: { type: 'string', enum: ['full', 'absent'] },
    redirect_origins: {
      type: ['object', 'null'],
      additionalProperties: { type: 'array', items: { type: 'string' } },
    },
  };
  app.post(
    '/_sandbox/finpro/settings',
    control('Changes the settings of FinPro', { body: settings }),
    async (request, reply) => {
      const problem = context.finpro.change(controlBody(request.body));
      return problem === null ? context.finpro.state() : refuse(reply, problem);
    },
  );

  app.get<{ Params: HandleParams }>(
    '/_sandbox/finpro/consents/:consent_handle',
    control('Shows a consent, as FinPro keeps it', { refuses: [404] }),
    async (request, reply) => (await consents.findAny(request.params.consent_handle)) ?? unknown(reply),
  );
  app.post<{ Params: HandleParams & { event: string } }>(
    '/_sandbox/finpro/consents/:consent_handle/:event',
    control(`Acts as the customer; event: ${EVENTS.join(', ')}`, { refuses: [404, 409] }),
    async (request, reply) => {
      const { event } = request.params;
      if (!isConsentEvent(event)) return refuse(reply, `the last part of the path must be one of ${EVENTS.join(', ')}`);
      const consent = await consents.findAny(request.params.consent_handle);
      if (!consent) return unknown(reply);
      const decided = await actAsCustomer(context, consent, event);
      return typeof decided === 'string' ? reply.status(409).send({ error: decided }) : decided;
    },
  );
}

const unknown = (reply: FastifyReply): FastifyReply => reply.status(404).send({ error: 'no such consent' });
