import type { FastifyInstance } from 'fastify';

/** Which methods each path takes, as the routes say: the router itself only knows whether a path takes a given one. */
export class PathMethods {
  /** The segments of each route, and its methods. */
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] = [];

  /** To be called before there are routes. Those for whatever is below a path (files) do not count. */
  watch(app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, method }) => {
      if (!url.includes('*')) this.routes.push({ segments: url.split('/'), methods: [method].flat() });
    });
  }

  /** In alphabetical order; none where no route has the path. `path` is without its query. */
  of(path: string): string[] {
    const segments = path.split('/');
    return [
      ...new Set(this.routes.filter((route) => matches(route.segments, segments)).flatMap(({ methods }) => methods)),
    ].toSorted();
  }
}

/** A parameter stands for one segment, and not for none. */
const matches = (route: readonly string[], path: readonly string[]): boolean =>
  route.length === path.length &&
  route.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index]));
