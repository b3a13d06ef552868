/** Characters of a pair's log that are kept. */
const KEPT = 1_000_000;

/** The end of a pair's log, in memory. */
export class LogLines {
  private text = '';

  write(line: string): void {
    this.text = (this.text + line).slice(-KEPT);
  }

  toString(): string {
    return this.text;
  }
}
