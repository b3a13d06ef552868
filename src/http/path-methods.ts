import type { FastifyInstance } from 'fastify';
import { Fault } from '../errors';

/** Methods of file paths; whether the file exists is only known when it is read. */
const FILE_METHODS = ['GET', 'HEAD'];

/** Which methods each path takes, from the routes. The router itself only knows whether a path takes a given method. */
export class PathMethods {
  /** The segments of each route, and its methods. */
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] = [];
  /** Path prefixes under which files are served. */
  private readonly folders: string[] = [];

  /** To be called before routes are added. A wildcard route serves files. */
  attach(app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) this.folders.push(url.slice(0, url.indexOf('*')));
      else this.routes.push({ segments: url.split('/'), methods: [method].flat() });
    });
  }

  /** The methods in alphabetical order; none where no route has the path. `path` is without its query. */
  of(path: string): string[] {
    const segments = path.split('/');
    const routes = this.routes.filter((route) => matches(route.segments, segments));
    const ofFiles = this.folders.some((folder) => path.startsWith(folder)) ? FILE_METHODS : [];
    return [...new Set([...routes.flatMap(({ methods }) => methods), ...ofFiles])].toSorted();
  }

  /** The fault of a request that no route takes: its method if the path exists, otherwise its path. */
  refusal(method: string, path: string): Fault {
    const allowed = this.of(path);
    if (allowed.length > 0 && !allowed.includes(method))
      return new Fault('method-not-allowed', { headers: { Allow: allowed.join(', ') } });
    return new Fault('not-found', path === '/' ? this.entrance() : NO_OPERATION);
  }

  /** The same before the router has run; null where it may find a route. */
  faultOf(method: string, path: string): Fault | null {
    return this.of(path).includes(method) ? null : this.refusal(method, path);
  }

  /** The answer for the root path. */
  private entrance(): { readonly detail: string; readonly nextAction: string } {
    const page = this.of('/docs').length > 0 ? 'Open /docs in a browser to try the API, or read' : 'Read';
    return {
      detail: 'Portico serves nothing at /.',
      nextAction: `${page} the OpenAPI document, /openapi.json; /health/ready says whether Portico is ready.`,
    };
  }
}

/** The answer for a path that does not exist. */
export const NO_OPERATION = {
  detail: 'No operation has this path.',
  nextAction: 'Look the path up in the OpenAPI document, /openapi.json.',
};

/** A parameter matches exactly one segment, which must not be empty. */
const matches = (route: readonly string[], path: readonly string[]): boolean =>
  route.length === path.length &&
  route.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index]));
