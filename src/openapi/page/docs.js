// Swagger UI with what Portico adds: examples that exist (sandbox mode), fresh keys, links, code samples, signatures.
import { prepare, withDemo } from './document.js';
import { porticoPlugin } from './plugin.js';
import { Requests } from './requests.js';

const { porticoSamples, SwaggerUIBundle, document: page } = globalThis;
const base = new URL('.', location.href).href.replace(/\/$/, '');

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}

/** With the public credentials of sandbox mode. */
function authorize(ui, { client_id, client_secret, organisationId, appIdentifier }) {
  ui.preauthorizeApiKey('bearer', `${client_id}.${client_secret}`);
  ui.preauthorizeApiKey('finpro-client-id', client_id);
  ui.preauthorizeApiKey('finpro-client-secret', client_secret);
  ui.preauthorizeApiKey('finpro-organisation-id', organisationId);
  ui.preauthorizeApiKey('finpro-app-identifier', appIdentifier);
}

async function show() {
  const demoAddress = page.documentElement.dataset.demo;
  const [written, demo] = await Promise.all([json('openapi.json'), demoAddress ? json(demoAddress) : null]);
  const document = prepare(demo ? withDemo(written, demo) : written, base, demo);
  if (demo?.missing.length > 0)
    document.info.description += `\n\n## Some examples do not exist\n\n${demo.missing.join('; ')}`;
  const requests = new Requests(document, base, demo);
  const languages = Object.keys(porticoSamples);
  const ui = SwaggerUIBundle({
    spec: document,
    dom_id: '#swagger-ui',
    deepLinking: true,
    tryItOutEnabled: true,
    persistAuthorization: !demo,
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [porticoPlugin(document, requests)],
    layout: 'BaseLayout',
    requestInterceptor: (request) => requests.change(request),
    requestSnippetsEnabled: true,
    requestSnippets: {
      generators: Object.fromEntries(
        languages.map((name) => [name, { title: porticoSamples[name].title, syntax: porticoSamples[name].syntax }]),
      ),
      defaultExpanded: true,
      languages,
    },
    onComplete: () => {
      if (demo) authorize(ui, demo.consumer);
      page.documentElement.dataset.ready = 'true';
    },
  });
}

try {
  await show();
} catch (error) {
  page.querySelector('#swagger-ui').textContent = `The page cannot be shown: ${error.message}`;
}
