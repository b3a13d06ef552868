#!/bin/sh
# Makes the passwords and keys of the compose file, once, each in a file of its own. Never overwrites one: a data key
# that is lost makes the personal data unreadable.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 711 secrets
make_one() { [ -s "secrets/$1" ] || printf '%s' "$2" > "secrets/$1"; }
random() { openssl rand "$1" | basenc --base64url | tr -d '=\n'; }
for name in POSTGRES OWNER APP SEQUENCER AUDITOR GRAFANA; do make_one "${name}_PASSWORD" "$(random 24)"; done
for name in PORTICO_DATA_KEY AUDIT_SIGNING_KEY; do make_one "$name" "$(random 32)"; done
url() { printf 'postgres://portico_%s:%s@postgres:5432/portico' "$1" "$(cat "secrets/$2_PASSWORD")"; }
make_one MIGRATION_DATABASE_URL "$(url owner OWNER)"
make_one DATABASE_URL "$(url app APP)"
make_one SEQUENCER_DATABASE_URL "$(url sequencer SEQUENCER)"
# The accounts in the containers (1000, 999, 472) read them; the folder's owner alone may list it.
chmod 444 secrets/*
