#!/bin/sh
# The logins of Portico and its database, at the first start of PostgreSQL: docs/configuration.md, roles in PostgreSQL.
set -eu
read_secret() { cat "/run/secrets/$1"; }
psql -v ON_ERROR_STOP=1 -U postgres \
  -v owner="$(read_secret OWNER_PASSWORD)" -v app="$(read_secret APP_PASSWORD)" \
  -v sequencer="$(read_secret SEQUENCER_PASSWORD)" -v auditor="$(read_secret AUDITOR_PASSWORD)" <<'SQL'
CREATE ROLE portico_owner LOGIN PASSWORD :'owner';
CREATE ROLE portico_app LOGIN PASSWORD :'app';
CREATE ROLE portico_sequencer LOGIN PASSWORD :'sequencer';
CREATE ROLE portico_auditor LOGIN PASSWORD :'auditor';
CREATE DATABASE portico OWNER portico_owner;
REVOKE ALL ON DATABASE portico FROM PUBLIC;
GRANT CONNECT ON DATABASE portico TO portico_app, portico_sequencer, portico_auditor;
SQL
