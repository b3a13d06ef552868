import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SandboxContext } from '../context';
import { controlBody, takes } from '../control/control-input';
import { refuse } from '../control/control.routes';
import { discoverAll } from './aa/accounts';
import type { SandboxConsent } from './consents/consent';
import { isConsentEvent } from './consents/consent-status';
import { ConsentsStore } from './consents/consents.store';
import { localPart } from './identifiers';
import { FIPS, findTemplate } from './world';

interface HandleParams {
  readonly consent_handle: string;
}

/** Control calls that act as the customer and move the clock, without a browser. */
export function registerFinproControl(app: FastifyInstance, context: SandboxContext): void {
  const consents = new ConsentsStore(context);

  app.get('/_sandbox/finpro/settings', async () => context.finpro.state());
  app.post('/_sandbox/finpro/settings', takes('consent_handle', 'redirect_origins'), async (request, reply) => {
    const problem = context.finpro.change(controlBody(request.body));
    return problem === null ? context.finpro.state() : refuse(reply, problem);
  });

  app.get<{ Params: HandleParams }>(
    '/_sandbox/finpro/consents/:consent_handle',
    async (request, reply) => (await consents.find(request.params.consent_handle)) ?? unknown(reply),
  );
  app.post<{ Params: HandleParams & { event: string } }>(
    '/_sandbox/finpro/consents/:consent_handle/:event',
    async (request, reply) => {
      const { consent_handle: handle, event } = request.params;
      if (!isConsentEvent(event))
        return refuse(reply, 'the last part of the path must be approve, reject, pause, resume, revoke or expire');
      const consent = await consents.find(handle);
      if (!consent) return unknown(reply);
      const accounts = event === 'approve' ? found(consent) : [];
      if (event === 'approve' && accounts.length === 0)
        return reply.status(409).send({ error: 'the customer has no account that this consent could be given for' });
      const moved =
        event === 'approve' ? await consents.approve(handle, accounts) : await consents.transition(handle, event);
      return (
        moved ??
        reply
          .status(409)
          .send({ error: `${event} is not possible: the consent is ${(await consents.find(handle))?.status}` })
      );
    },
  );
}

const unknown = (reply: FastifyReply): FastifyReply => reply.status(404).send({ error: 'no such consent' });

function found({ vua, pan, fip_ids, product_id }: SandboxConsent): ReturnType<typeof discoverAll> {
  return discoverAll(
    fip_ids ?? FIPS.map(({ fipId }) => fipId),
    localPart(vua),
    pan,
    findTemplate(product_id)?.fiTypes ?? [],
  );
}
