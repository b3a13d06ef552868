// The OpenAPI document as the page shows it.

const METHODS = new Set(['get', 'head', 'post', 'put', 'patch', 'delete']);
export const KEY = 'Idempotency-Key';

export const operationsOf = ({ paths }) =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => ({ path, method, operation })),
  );

const inJson = (text) => JSON.stringify(text).slice(1, -1);

function replaced(value, values) {
  const text = Object.entries(values).reduce(
    (before, [example, real]) => before.replaceAll(inJson(example), inJson(real)),
    JSON.stringify(value),
  );
  return JSON.parse(text);
}

/** With values that exist in place of the examples. */
export function withDemo(document, { values, operations }) {
  for (const { path, method, operation } of operationsOf(document))
    document.paths[path][method] = replaced(operation, operations[operation.operationId] ?? {});
  return replaced(document, values);
}

/** Headers that every answer has would be most of what is shown. */
function hideCommonHeaders({ headers = {} }) {
  for (const [name, header] of Object.entries(headers)) if (header.$ref) delete headers[name];
}

/** Sent to where the page is from; filters are left empty; a key says that it is replaced. */
export function prepare(document, base, demo) {
  document.servers = [{ url: base }];
  Object.values(document.components.responses).forEach(hideCommonHeaders);
  for (const { path, operation } of operationsOf(document)) {
    Object.values(operation.responses).forEach(hideCommonHeaders);
    for (const parameter of operation.parameters ?? []) {
      const schema = parameter.schema ?? {};
      if (parameter.name === KEY && schema.example !== undefined)
        parameter.description += ' Left as it is, each click sends a fresh one.';
      if (parameter.in === 'header' && demo?.webhooks[path])
        parameter.description += ' Left as it is, the page sends a right one.';
      if (parameter.in !== 'query' || parameter.required || schema.example === undefined) continue;
      const example = [schema.example].flat().join(',');
      parameter.description = `${parameter.description ?? ''} Example: \`${example}\`.`.trim();
      delete schema.example;
    }
  }
  return document;
}

/**
 * The part of the document at `path`, with what it refers to. The document refers to itself only, so this does what
 * Swagger UI's own resolver does, in a tenth of its time.
 */
export function resolved(document, path) {
  const at = (steps) => steps.reduce((part, step) => part?.[step], document);
  const resolve = (value, open) => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((part) => resolve(part, open));
    if (typeof value.$ref === 'string') {
      if (open.includes(value.$ref)) return {};
      const steps = value.$ref.slice(2).split('/');
      const name = steps[1] === 'schemas' ? { title: steps.at(-1) } : {};
      return resolve({ ...name, ...at(steps) }, [...open, value.$ref]);
    }
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolve(part, open)]));
  };
  return resolve(at(path), []);
}
