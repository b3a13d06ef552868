import type { FastifyInstance } from 'fastify';
import { Fault } from '../errors';

/** Of files; whether there is one is known when it is read. */
const FILE_METHODS = ['GET', 'HEAD'];

/** Which methods each path takes, as the routes say: the router itself only knows whether a path takes a given one. */
export class PathMethods {
  /** The segments of each route, and its methods. */
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] = [];
  /** What stands before files. */
  private readonly folders: string[] = [];

  /** To be called before there are routes. A route for everything below a path serves files. */
  watch(app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) this.folders.push(url.slice(0, url.indexOf('*')));
      else this.routes.push({ segments: url.split('/'), methods: [method].flat() });
    });
  }

  /** In alphabetical order; none where no route has the path. `path` is without its query. */
  of(path: string): string[] {
    const segments = path.split('/');
    const routes = this.routes.filter((route) => matches(route.segments, segments));
    const ofFiles = this.folders.some((folder) => path.startsWith(folder)) ? FILE_METHODS : [];
    return [...new Set([...routes.flatMap(({ methods }) => methods), ...ofFiles])].toSorted();
  }

  /** What is wrong with a request that no route takes: its method, or else its path. */
  refusal(method: string, path: string): Fault {
    const allowed = this.of(path);
    if (allowed.length > 0 && !allowed.includes(method))
      return new Fault('method-not-allowed', { headers: { Allow: allowed.join(', ') } });
    return new Fault('not-found', path === '/' ? this.entrance() : NO_OPERATION);
  }

  /** The same before the router has looked; null where it may find a route. */
  faultOf(method: string, path: string): Fault | null {
    return this.of(path).includes(method) ? null : this.refusal(method, path);
  }

  /** Of the root. */
  private entrance(): { readonly detail: string; readonly nextAction: string } {
    const page = this.of('/docs').length > 0 ? 'Open /docs in a browser to try the API, or read' : 'Read';
    return {
      detail: 'Portico serves nothing at /.',
      nextAction: `${page} the OpenAPI document, /openapi.json; /health/ready says whether Portico is ready.`,
    };
  }
}

/** Said of a path that does not exist. */
export const NO_OPERATION = {
  detail: 'No operation has this path.',
  nextAction: 'Look the path up in the OpenAPI document, /openapi.json.',
};

/** A parameter stands for one segment, and not for none. */
const matches = (route: readonly string[], path: readonly string[]): boolean =>
  route.length === path.length &&
  route.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index]));
