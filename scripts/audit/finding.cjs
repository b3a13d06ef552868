/** The first thing that is wrong. */
class Finding extends Error {}

module.exports = { Finding };
