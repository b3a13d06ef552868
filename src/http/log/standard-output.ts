import { destination, type DestinationStream } from 'pino';

/**
 * Standard output, to which the lines of one turn of the event loop are written together: under load many requests end
 * in one turn. When the process ends, also by an uncaught error, the lines of its last turn are written.
 */
export function standardOutput(): DestinationStream {
  const output = destination({ dest: 1, sync: true });
  let lines = '';
  const flush = (): void => {
    const ready = lines;
    lines = '';
    if (ready !== '') output.write(ready);
  };
  process.on('exit', flush);
  return {
    write(line: string): void {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}
