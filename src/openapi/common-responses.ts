import { FAULTS, type FaultName } from '../errors';
import { htmlResponse } from '../http/pages/browser-return';
import { isPage } from '../http/errors/envelope';
import { problemResponse } from '../http/errors/faults.decorator';
import type { Document, Operation } from './schemas';

/** Responses sent before an operation is reached, on paths for people as HTML; FinPro's operations list their own. */
const COMMON: Readonly<Record<string, FaultName>> = {
  BrokenPath: 'bad-request',
  RequestTimeout: 'request-timeout',
  ContentTooLarge: 'too-large',
  UnsupportedMediaType: 'unsupported-media-type',
  HeadersTooLarge: 'headers-too-large',
  Overloaded: 'overloaded',
};

/** Adds responses an operation does not list: with path parameters an unparsable path, with a body a refused one. */
export function addCommonResponses(document: Document): void {
  document.components.responses = Object.fromEntries(
    Object.entries(COMMON).map(([name, fault]) => [name, problemResponse('/', [fault])]),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const names = [
        'HeadersTooLarge',
        ...(path.startsWith('/health') ? [] : ['RequestTimeout', 'Overloaded']),
        ...(path.includes('{') ? ['BrokenPath'] : []),
        ...(method === 'post' ? ['ContentTooLarge', 'UnsupportedMediaType'] : []),
      ];
      for (const name of names) add(document, operation, name, isPage(path));
    }
  }
}

function add({ components }: Document, { responses }: Operation, name: string, isForPeople: boolean): void {
  const { description } = components.responses![name] as ReturnType<typeof problemResponse>;
  responses[String(FAULTS[COMMON[name]!].status)] ??= isForPeople
    ? htmlResponse(description)
    : { $ref: `#/components/responses/${name}` };
}
