// What stands beside Execute and below an answer.
import { resolved } from './document.js';

/** One-time links and the like; addresses that the request named itself are none. */
const URL_MEMBER = /(?:_url|Url)$/;
const IS_OUR_OWN = /^redirect/i;

function linksIn(value, name = '') {
  if (typeof value === 'string')
    return URL_MEMBER.test(name) && !IS_OUR_OWN.test(name) && /^https?:\/\//.test(value) ? [[name, value]] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([member, part]) => linksIn(part, member));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The address with the values of the fields. */
function addressOf({ path, method, specSelectors }, parameters, base) {
  const query = new URLSearchParams();
  const fields = Object.entries(specSelectors.parameterValues([path, method], true).toJS());
  let address = path;
  for (const { in: where, name, schema } of parameters) {
    const [, value] = fields.find(([key]) => key.startsWith(`${where}.${name}`)) ?? [];
    const text = String(value ?? schema?.example ?? '');
    if (where === 'path') address = address.replace(`{${name}}`, encodeURIComponent(text));
    else query.set(name, text);
  }
  return `${base}${address}${query.size > 0 ? `?${query}` : ''}`;
}

const samples = () =>
  Object.fromEntries(
    Object.entries(globalThis.porticoSamples).map(([name, { write }]) => [
      `requestSnippetGenerator_${name}`,
      (request) =>
        write({
          method: request.get('method').toUpperCase(),
          url: request.get('url'),
          headers: Object.entries(request.get('headers')?.toJS() ?? {}),
          body: request.get('body') ?? null,
        }),
    ]),
  );

const nameOf = ({ path, method }) => `${method} ${path}`;

/** The plugin for Swagger UI. Operations that answer 303 are for browsers, and are opened instead of executed. */
export function porticoPlugin(document, requests) {
  const operationAt = ({ path, method }) => document.paths[path][method];

  return ({ React }) => {
    const h = React.createElement;
    const away = (href, text, className) =>
      h('a', { href, className, target: '_blank', rel: 'noopener noreferrer' }, text);

    const forBrowsers = (props) =>
      props.method === 'get'
        ? away(
            addressOf(props, operationAt(props).parameters ?? [], requests.base),
            'Open in a new tab',
            'btn execute opener',
          )
        : h('p', { className: 'for-browsers' }, 'A person presses this button: open the page with the GET above.');

    const execute = (Original) => (props) => {
      const { responses, security = [] } = operationAt(props);
      if ('303' in responses) return forBrowsers(props);
      const maySign = requests.demo && crypto.subtle && security.some((scheme) => 'onemoney-hmac' in scheme);
      const signAndExecute = ({ currentTarget }) => {
        requests.signNext(nameOf(props));
        currentTarget.parentNode.querySelector('.execute').click();
      };
      return h(
        'div',
        { className: 'execute-choice', onClickCapture: () => requests.signedTexts.delete(nameOf(props)) },
        h(Original, props),
        maySign &&
          h(
            'button',
            { type: 'button', className: 'btn sign', onClick: signAndExecute },
            'Sign with OneMoney-HMAC-SHA256',
          ),
      );
    };

    const linkList = (links) =>
      h(
        'ul',
        { className: 'answer-links', 'aria-label': 'Links in this answer' },
        links.map(([name, href]) =>
          h('li', { key: name + href }, `${name}: `, away(href, 'open'), ' ', h('code', null, href)),
        ),
      );

    const signedText = (text) =>
      h(
        'div',
        { className: 'signed' },
        h('p', null, 'This page signed these lines. After a 401, compare them with those in its detail.'),
        h('pre', null, text),
      );

    const liveResponse = (Original) => (props) => {
      const { response } = props;
      const isPage =
        props.method === 'get' && (response.getIn(['headers', 'content-type']) ?? '').startsWith('text/html');
      const links = isPage ? [['the page', response.get('url')]] : linksIn(parsed(response.get('text') ?? ''));
      const signed = requests.signedTexts.get(nameOf(props));
      return h(
        'div',
        { className: 'answer' },
        links.length > 0 && linkList(links),
        signed && signedText(signed),
        h(Original, props),
      );
    };

    /** Errors are opened one by one, since they are many. */
    const response = (Original) => (props) => {
      const [isOpen, setOpen] = React.useState(false);
      if (isOpen || Number(props.code) < 400) return h(Original, props);
      const text = `${props.response.get('description')} ▸`;
      return h(
        'tr',
        { className: 'response', 'data-code': props.code },
        h('td', { className: 'response-col_status' }, props.code),
        h(
          'td',
          { className: 'response-col_description', colSpan: 2 },
          h('button', { type: 'button', className: 'closed-error', onClick: () => setOpen(true) }, text),
        ),
      );
    };

    return {
      fn: { ...samples(), resolveSubtree: async (whole, path) => ({ errors: [], spec: resolved(whole, path) }) },
      wrapComponents: { execute, liveResponse, response },
    };
  };
}
