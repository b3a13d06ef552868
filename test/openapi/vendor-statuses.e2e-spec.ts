import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fs from 'node:fs';
import { type RunningGateway, startGateway } from '../support/gateway';
import { send } from './exchange';
import { validRequest, type World } from './scenarios';

interface Operation {
  readonly operationId: string;
  readonly responses: Record<
    string,
    {
      readonly content?: Record<
        string,
        { readonly schema?: { readonly $ref?: string }; readonly examples?: Record<string, unknown> }
      >;
    }
  >;
}

const document = JSON.parse(fs.readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: object;
};
const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true })).addSchema({
  $id: 'document',
  components: document.components,
});

/** Operations that call a vendor: those that document an unreachable vendor. */
const callsVendor = ({ responses }: Operation): boolean =>
  Object.values(responses['503']?.content ?? {}).some(({ examples = {} }) => 'vendor-unreachable' in examples);
const operations = Object.values(document.paths)
  .flatMap((item) => Object.values(item))
  .filter(callsVendor);

const STATUSES = [400, 401, 403, 404, 405, 409, 410, 415, 418, 422, 429, 500, 501, 502, 503, 504, 204, 304];
/** Bodies of a vendor's response: empty, its envelopes with known and unknown codes, and other bodies. */
const BODIES = [
  '',
  '<html>',
  '[]',
  JSON.stringify({ code: 'Conflict', status: 409, detail: 'x', instance: '/' }),
  ...['InvalidRequest', 'InvalidStatus', 'toString'].map((errorCode) =>
    JSON.stringify({ ver: '1', timestamp: 'x', errorCode, errorMsg: 'x', status: 'FP0001' }),
  ),
];
const FAULTS = [
  ...STATUSES.map((status) => ({ kind: 'status', status })),
  ...BODIES.flatMap((body) => [200, 400].map((status) => ({ kind: 'status', status, body }))),
];

describe.each(operations.map((operation) => [operation.operationId, operation] as const))(
  '%s, for any response of its vendor',
  (operationId, { responses }) => {
    let gateway: RunningGateway;
    beforeAll(async () => {
      gateway = await startGateway({ environment: { RATE_LIMIT_PER_MINUTE: '1000000' } });
    });
    afterAll(() => gateway.close());

    it('answers only the documented statuses', async () => {
      for (const fault of FAULTS) {
        const request = await validRequest(operationId, { gateway } as World);
        await gateway.sandbox.control('/_sandbox/faults', {
          ...(request.vendor ? { vendor: request.vendor, path: request.path } : { vendor: '1money' }),
          times: 1,
          ...fault,
        });
        const { status, headers, body } = await send(gateway, request);
        await gateway.sandbox.control('/_sandbox/faults', undefined, 'DELETE');
        expect({ fault, status, listed: Object.keys(responses) }).toEqual({
          fault,
          status,
          listed: expect.arrayContaining([String(status)]),
        });
        const schema = responses[status]!.content?.[headers.get('content-type')!.split(';', 1)[0]!]?.schema;
        const validate = ajv.getSchema(`document${schema?.$ref}`)!;
        expect({ fault, isValid: validate(body), errors: validate.errors }).toEqual({
          fault,
          isValid: true,
          errors: null,
        });
        if (status < 500 && status >= 400)
          expect({ fault, names: namesOf(responses[status]!), body }).toEqual({
            fault,
            names: expect.arrayContaining([faultIn(body)]),
            body,
          });
      }
    }, 180_000);
  },
);

const namesOf = ({ content = {} }: Operation['responses'][string]): string[] =>
  Object.values(content).flatMap(({ examples = {} }) =>
    Object.values(examples).map((example) => faultIn((example as { value: Record<string, unknown> }).value)),
  );
const faultIn = ({ type, errorCode }: Record<string, unknown>): string => String(type ?? errorCode);
