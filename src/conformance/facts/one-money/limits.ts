import { randomUUID } from 'node:crypto';
import type { VendorResponse } from '../../exchange';
import { anObject, Difference, fits, holds, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import { envelope } from '../../vendors/one-money-answers';
import type { World } from '../../world';

const { stated, open } = factsInGroup('1money');
const HINT = /Retry after (\d+)s/;

/** The first answer that refuses because of too many requests. */
async function tooMany({ limited: { oneMoney } }: World): Promise<VendorResponse> {
  for (let time = 0; time < 200; time += 1) {
    const answer = await oneMoney.get('/echo');
    if (answer.status === 429) return answer;
  }
  throw new Difference('200 requests at once', '429 at some time', 'no 429');
}

const CODES: Readonly<Record<number, string>> = {
  400: 'Bad_Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not_Found',
  409: 'Conflict',
  422: 'Unprocessable_Entity',
  429: 'Too_Many_Requests',
  500: 'Internal_Server_Error',
};

/** The error envelope, its codes, and rate limits (1money.md 4). */
export const ONE_MONEY_LIMITS: readonly Fact[] = [
  stated(
    'error.401',
    '4.1',
    'code',
    'a 401 has the four members of the envelope, and the path as instance',
    [],
    async ({ oneMoney }) => {
      const path = '/v1/customers/lightweight';
      const answer = await oneMoney.get(`${path}?idempotency_key=${randomUUID()}`, { Authorization: undefined });
      same('status', answer.status, 401);
      envelope(answer, oneMoney.signedPath(path));
    },
  ),
  open('error.401-code', '4.2', 'the code of a 401', [], 'Unauthorized', async ({ oneMoney }) =>
    String(
      anObject('the error', (await oneMoney.get('/v1/customers/lightweight', { Authorization: undefined })).json).code,
    ),
  ),
  stated('error.404', '4.1', 'code', 'a 404 has the four members of the envelope', [], async ({ oneMoney }) => {
    const path = `/v1/customers/${randomUUID()}`;
    const answer = await oneMoney.get(path);
    same('status', answer.status, 404);
    envelope(answer, oneMoney.signedPath(path));
  }),
  stated('error.422', '4.2', 'code', 'the code of a 422 is Unprocessable_Entity', ['effects'], async ({ oneMoney }) => {
    const answer = await oneMoney.create({ email: undefined });
    if (answer.status === 422) same('code', anObject('the error', answer.json).code, 'Unprocessable_Entity');
  }),
  ...Object.entries(CODES).map(([status, code]) =>
    stated(
      `error.code.${status}`,
      '4.2',
      'code',
      `a ${status} in the envelope is ${code}: the reason phrase with underscores`,
      ['faults'],
      async ({ oneMoney, sandbox }) => {
        const answer = await sandbox.failing(
          { vendor: '1money', path: '/echo', kind: 'status', status: Number(status), times: 1 },
          () => oneMoney.get('/echo'),
        );
        same('status and code', envelope(answer, '/echo'), `${status} ${code}`);
      },
    ),
  ),
  stated(
    'limit.429',
    '4.3',
    'code',
    'beyond the limit: 429 in the envelope, with the code Too_Many_Requests',
    ['switches'],
    async (world) => same('status and code', envelope(await tooMany(world), '/echo'), '429 Too_Many_Requests'),
  ),
  stated(
    'limit.hint',
    '4.3',
    'code',
    'detail says how long to wait: "Retry after <seconds>s"',
    ['switches'],
    async (world) => {
      const { json } = await tooMany(world);
      fits('detail', anObject('the error', json).detail, HINT);
    },
  ),
  open(
    'limit.header',
    '4.3',
    'whether a Retry-After header says so too',
    ['switches'],
    'yes, the same number',
    async (world) => {
      const { headers, json } = await tooMany(world);
      const seconds = HINT.exec(String(anObject('the error', json).detail))?.[1];
      return headers['retry-after'] === seconds ? 'yes, the same number' : `${headers['retry-after'] ?? 'no header'}`;
    },
  ),
  stated('limit.enough', '4.3', 'code', 'who waits as long as it was told is let in', ['switches'], async (world) => {
    const { json } = await tooMany(world);
    const seconds = Number(HINT.exec(String(anObject('the error', json).detail))?.[1]);
    holds('the wait', seconds >= 1 && seconds <= 5, '1 to 5 s', `${seconds} s`);
    await new Promise((done) => setTimeout(done, seconds * 1000));
    same('status after it', (await world.limited.oneMoney.get('/echo')).status, 200);
  }),
  stated(
    'limit.in-200',
    '4.3',
    'code',
    'the second form: HTTP 200, and in its body the envelope with status 429',
    ['faults'],
    async ({ oneMoney, sandbox }) => {
      const { status, json } = await sandbox.failing(
        { vendor: '1money', path: '/echo', kind: 'rate-limit-in-200', times: 1 },
        () => oneMoney.get('/echo'),
      );
      same('status', status, 200);
      const error = anObject('the error', json);
      same('status and code inside', [error.status, error.code], [429, 'Too_Many_Requests']);
      fits('detail', error.detail, HINT);
    },
  ),
];
