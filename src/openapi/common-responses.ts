import { FAULTS, type FaultName } from '../errors';
import { problemResponse } from '../http/faults.decorator';
import type { Document, Operation } from './schemas';

/** What an operation may answer before it is reached. Always problem details, but on FinPro's operations, which list theirs themselves. */
const COMMON: Readonly<Record<string, FaultName>> = {
  BrokenPath: 'bad-request',
  RequestTimeout: 'request-timeout',
  ContentTooLarge: 'too-large',
  UnsupportedMediaType: 'unsupported-media-type',
  HeadersTooLarge: 'headers-too-large',
  Overloaded: 'overloaded',
};

/** Adds to an operation what it does not list: where it has parameters in its path, a path that cannot be read; where it takes a body, one that is not taken. */
export function addCommonResponses(document: Document): void {
  document.components.responses = Object.fromEntries(Object.entries(COMMON).map(([name, fault]) => [name, problemResponse('/', [fault])]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const names = ['HeadersTooLarge', ...(path.startsWith('/health') ? [] : ['RequestTimeout', 'Overloaded']), ...(path.includes('{') ? ['BrokenPath'] : []), ...(method === 'post' ? ['ContentTooLarge', 'UnsupportedMediaType'] : [])];
      for (const name of names) add(document, operation, name, method === 'head');
    }
  }
}

function add({ components }: Document, { responses }: Operation, name: string, isBodiless: boolean): void {
  const common = components.responses![name] as ReturnType<typeof problemResponse>;
  const status = String(FAULTS[COMMON[name]!].status);
  const listed = responses[status];
  if (isBodiless) {
    responses[status] ??= { description: common.description };
  } else if (listed === undefined) {
    responses[status] = { $ref: `#/components/responses/${name}` };
  } else if (listed.content && 'text/html' in listed.content) {
    listed.content['application/problem+json'] ??= common.content['application/problem+json'];
  }
}
