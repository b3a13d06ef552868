// What a database shows is certain to last only once its synchronous standby has it.

/**
 * Makes a commit that waits for the synchronous standby, where there is one; everything that was visible before it is
 * confirmed with it. Rejects with a sentence when it is not; a cancelled wait is a success with a notice (01000).
 */
async function confirm(client) {
  const { rows } = await client.query(
    "SELECT pg_is_in_recovery() AS is_standby, current_setting('synchronous_standby_names') <> '' AS is_replicated",
  );
  if (rows[0].is_standby)
    throw new Error('a standby cannot tell whether its last checkpoint will last: give the address of the primary');
  if (rows[0].is_replicated) await confirmed(client, "SELECT pg_logical_emit_message(true, 'portico', '')");
}

/** Runs a statement that commits. Rejects when the standby did not confirm it; it stands all the same. */
async function confirmed(client, text) {
  let isConfirmed = true;
  const listen = ({ code }) => (isConfirmed &&= code !== '01000');
  client.on('notice', listen);
  await client.query(text).finally(() => client.off('notice', listen));
  if (!isConfirmed) throw new Error('the commit is not confirmed by the standby');
}

module.exports = { confirm, confirmed };
