import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { htmlResponse } from '../http/pages/browser-return';

const USUAL = {
  404: 'There is no such return address.',
  410: 'The browser came back through this address before, or whom it was for was erased.',
  503: 'The database cannot commit; the address still works.',
};

/** What a return address answers, by status, for the OpenAPI document. */
export const ReturnResponses = (texts: Readonly<Record<number, string>>): MethodDecorator =>
  applyDecorators(
    ...Object.entries({ ...USUAL, ...texts }).map(([status, text]) =>
      ApiResponse({
        status: Number(status),
        ...(status === '303'
          ? { description: text, headers: { Location: { schema: { type: 'string', format: 'uri' } } } }
          : htmlResponse(text)),
      }),
    ),
  );

/** The same as another operation answers. */
export const ReturnResponsesAs = (operationId: string, ...statuses: readonly number[]): MethodDecorator =>
  ReturnResponses(
    Object.fromEntries([...Object.keys(USUAL), 200, 303, ...statuses].map((status) => [status, `As ${operationId}.`])),
  );
