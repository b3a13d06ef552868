/** The most rows of one statement. */
const MOST = 256;

/**
 * Writes of one kind from many callers in one statement: an idle lane flushes at once, and what arrives meanwhile goes
 * together in the next flush. A failed statement fails all of its callers, which a product could not afford.
 */
export class Lane {
  #waiting = [];
  #flushing = 0;

  /** `text` takes the rows as one JSON parameter; at most `most` flushes are under way at once. */
  constructor(pool, name, text, most = 1) {
    Object.assign(this, { pool, name, text, most });
  }

  /** Resolves with the rows that the statement returned for the whole flush, once it is committed. */
  add(row) {
    return new Promise((done, failed) => {
      this.#waiting.push({ row, done, failed });
      if (this.#flushing < this.most) void this.#flush();
    });
  }

  async #flush() {
    this.#flushing += 1;
    while (this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0, MOST);
      try {
        const values = [JSON.stringify(taken.map(({ row }) => row))];
        const { rows } = await this.pool.query({ name: this.name, text: this.text, values });
        for (const { done } of taken) done(rows);
      } catch (error) {
        for (const { failed } of taken) failed(error);
      }
    }
    this.#flushing -= 1;
  }
}
