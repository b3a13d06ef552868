import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';

/**
 * The bundle without those calls of esbuild's `__name(function, name)` that give a function the name that it has by
 * itself (ECMA-262, NamedEvaluation). Each such call would define a property whenever the function is made, sixty times
 * in a request. Names that the bundler had to change for its own use are still set.
 */
export function withoutNeedlessNames(text) {
  const cuts = [];
  ancestor(parse(text, { ecmaVersion: 'latest' }), {
    CallExpression(call, _state, ancestors) {
      if (!isNaming(call)) return;
      const [target, { value: name }] = call.arguments;
      const [container, parent] = ancestors.slice(-3);
      if (isDeclared(target, name, parent, container)) cuts.push([parent.start, parent.end]);
      else if (isNamed(target, name, parent)) cuts.push([call.start, target.start], [target.end, call.end]);
    },
  });
  cuts.sort(([one], [other]) => one - other);
  const kept = [[0, 0], ...cuts].map(([, end], index) => text.slice(end, cuts[index]?.[0]));
  return kept.join('');
}

const isNaming = ({ callee, arguments: [, name] }) => callee.name === '__name' && name?.type === 'Literal';

/** `function f() {…}` and then `__name(f, "f");`. */
const isDeclared = (target, name, parent, { body }) =>
  parent.type === 'ExpressionStatement' &&
  target.name === name &&
  Array.isArray(body) &&
  body.some(({ type, id }) => type === 'FunctionDeclaration' && id.name === name);

/** A function expression with its name, or one that takes it from the variable or property that it initializes. */
function isNamed({ type, id }, name, parent) {
  if (type !== 'FunctionExpression' && type !== 'ArrowFunctionExpression') return false;
  if (id) return id.name === name;
  if (parent.type === 'VariableDeclarator') return parent.id.name === name;
  if (parent.type === 'AssignmentExpression') return parent.operator === '=' && parent.left.name === name;
  return parent.type === 'Property' && !parent.computed && (parent.key.name ?? parent.key.value) === name;
}
