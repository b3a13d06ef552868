/** MiB of old objects at most; the gateway keeps some 50. */
const HEAP = 512;
/**
 * MiB of new objects, from the start. V8 would begin with one, and until that has grown take the objects of requests
 * that are under way for old ones.
 */
const NEW = 32;

const FLAGS = {
  'max-old-space-size': HEAP,
  'min-semi-space-size': NEW,
  'max-semi-space-size': NEW,
  // V8 would make objects old at once whose kind outlived a collection before, as those of waiting requests do: they
  // and all that they refer to stay until the next look through all old objects.
  'no-allocation-site-pretenuring': true,
};

/** What Node is told when it runs a program of ours. The two largest sizes may stand in NODE_OPTIONS instead. */
exports.nodeFlags = ({ NODE_OPTIONS = '' }) =>
  Object.entries(FLAGS)
    .filter(([name]) => !NODE_OPTIONS.replaceAll('_', '-').includes(`--${name}`))
    .map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`));

/** glibc's malloc keeps an arena for each thread, although one thread allocates nearly all: 25 MiB of them unused. */
exports.MALLOC = { MALLOC_ARENA_MAX: '1' };
