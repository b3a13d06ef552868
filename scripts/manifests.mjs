// `npm run manifests`: renders the chart with its own values to plain manifests, for those who do not use Helm.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { readArguments } from './arguments.cjs';

const { values } = readArguments({
  usage:
    'npm run manifests -- [--to <folder>]\n\nWrites deploy/kubernetes/ (or another folder) from deploy/helm/portico. ' +
    'Needs helm 3.14 or newer, on the PATH or in HELM.',
  options: { to: { type: 'string', default: 'deploy/kubernetes' } },
});
const root = path.resolve(import.meta.dirname, '..');
const target = path.resolve(values.to);

/** By file: the templates that it is made of, and the values that differ from the chart's. */
const FILES = {
  'migration.yaml': [['migration.yaml', 'network-policy.yaml'], []],
  'portico.yaml': [
    [
      'settings.yaml',
      'checkpoints.yaml',
      'deployment.yaml',
      'service.yaml',
      'availability.yaml',
      'network-policy.yaml',
    ],
    ['migration.enabled=false'],
  ],
  'monitoring.yaml': [['monitoring.yaml'], ['serviceMonitor.enabled=true', 'alerts.enabled=true']],
  'postgres.yaml': [['postgres.yaml'], ['postgres.enabled=true']],
};

const HEAD = '# Printed from deploy/helm/portico by `npm run manifests`: docs/deployment.md says how to apply it.\n';

/** Without the annotations by which Helm orders what kubectl applies file by file. */
const withoutHooks = (text) => text.replaceAll(/^ +helm\.sh\/.*\n/gm, '').replaceAll(/^ +annotations:\n(?=\S)/gm, '');

/** The migration's own policy stands with the migration. */
const isWanted = (file) => (part) =>
  part.trim() !== '' && (file !== 'migration.yaml' || /\n {2}name: portico-migrate\n/.test(part));

function render(file) {
  const [templates, settings] = FILES[file];
  const text = execFileSync(
    process.env.HELM || 'helm',
    [
      'template',
      'portico',
      'deploy/helm/portico',
      ...templates.flatMap((template) => ['--show-only', `templates/${template}`]),
      ...settings.flatMap((setting) => ['--set', setting]),
    ],
    { cwd: root, encoding: 'utf8' },
  );
  return (
    HEAD +
    withoutHooks(text)
      .split(/^---\n/m)
      .filter(isWanted(file))
      .map((part) => `---\n${part}`)
      .join('')
  );
}

try {
  fs.mkdirSync(target, { recursive: true });
  for (const file of Object.keys(FILES)) fs.writeFileSync(path.join(target, file), render(file));
} catch (error) {
  process.stderr.write(
    `${error.code === 'ENOENT' ? 'There is no helm: install it, or name it in HELM.' : error.message}\n`,
  );
  process.exitCode = 1;
}
