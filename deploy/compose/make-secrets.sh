#!/bin/sh
# Makes the passwords and keys of the compose file, once, each in a file of its own. Never overwrites one: a data key
# that is lost makes the personal data unreadable.
set -eu
umask 077
cd "$(dirname "$0")"
# Other accounts of this machine cannot enter this folder (root and the members of the group docker can), so they reach
# no file below it. Each container gets what it needs; its account (1000, 999, 472) reads that by the mode of the file.
mkdir -p secrets/files secrets/vendors
chmod 700 secrets
# Files of before, when the folder could be entered.
for old in secrets/*; do
  case "$old" in secrets/ONE_MONEY_* | secrets/FINPRO_*) to=vendors ;; *) to=files ;; esac
  [ ! -f "$old" ] || mv -n "$old" "secrets/$to/"
done
make_one() {
  [ ! -s "secrets/files/$1" ] || return 0
  [ -n "$2" ] || { echo "$1 could not be made: is openssl there?" >&2; exit 1; }
  printf '%s' "$2" > "secrets/files/$1"
}
random() { openssl rand -base64 "$1" | tr '+/' '-_' | tr -d '=\n'; }
for name in POSTGRES OWNER APP SEQUENCER AUDITOR GRAFANA; do make_one "${name}_PASSWORD" "$(random 24)"; done
for name in PORTICO_DATA_KEY AUDIT_SIGNING_KEY; do make_one "$name" "$(random 32)"; done
url() { printf 'postgres://portico_%s:%s@postgres:5432/portico' "$1" "$(cat "secrets/files/$2_PASSWORD")"; }
make_one MIGRATION_DATABASE_URL "$(url owner OWNER)"
make_one DATABASE_URL "$(url app APP)"
make_one SEQUENCER_DATABASE_URL "$(url sequencer SEQUENCER)"
chmod 755 secrets/files secrets/vendors
find secrets/files secrets/vendors -type f -exec chmod 444 {} +
