#!/bin/sh
# Brings the database to the shape that the server needs, and makes the first administrator. Safe to run again: an account
# that is there keeps its password. Runs in the image dspace/dspace.
set -eu

home=${DSPACE_HOME:-/dspace}
secret=${DSPACE_ADMIN_SECRET:-/run/secrets/dspace_admin_password}
email=$(printf '%s' "${DSPACE_ADMIN_EMAIL:-}" | tr '[:upper:]' '[:lower:]')  # as DSpace keeps addresses

fail() {
  echo "dspace-init: $1" >&2
  exit 1
}

# Accounts are listed as: uuid, TAB, address/netid, TAB, name.
is_there() {
  people=$("$home/bin/dspace" user --list) || fail "the accounts could not be listed; see above"
  printf '%s\n' "$people" | cut -f 2 | sed 's#/.*##' | tr '[:upper:]' '[:lower:]' | grep -qxF -e "$email"
}

case $email in
  '') fail "set DSPACE_ADMIN_EMAIL in .env to the address that the first administrator logs in with" ;;
  *[[:space:]\"\\]* | *@*@* | @* | *@) fail "DSPACE_ADMIN_EMAIL is no e-mail address: $email" ;;
  *@*) ;;
  *) fail "DSPACE_ADMIN_EMAIL is no e-mail address: $email" ;;
esac
"$home/bin/dspace" database migrate || fail "the database could not be brought to the shape that this DSpace needs; see above"

if is_there; then
  echo "dspace-init: $email has an account already; its password is left as it is"
  exit 0
fi

[ -r "$secret" ] || fail "there is no file with the first administrator's password; see DSPACE_ADMIN_PASSWORD_FILE in .env"
password=$(head -n 1 "$secret" | tr -d '\r')
[ "${#password}" -ge 12 ] || fail "the password in the file DSPACE_ADMIN_PASSWORD_FILE is shorter than 12 characters"

# By a file that only we may read: the arguments of a command are open to everybody on the machine.
umask 077
arguments=$(mktemp)
trap 'rm -f "$arguments"' EXIT
quoted=$(printf '%s' "$password" | sed 's/[\\"]/\\&/g')
cat > "$arguments" <<ARGUMENTS
-classpath "$("$home/bin/dspace" classpath)"
-Dlog4j2.configurationFile="$home/config/log4j2-cli.xml"
org.dspace.app.launcher.ScriptLauncher create-administrator
--email="$email" --first=OGP --last=Administrator --language=en
--password="$quoted"
ARGUMENTS
java "@$arguments"

is_there || fail "the administrator $email could not be made; see above"
echo "dspace-init: $email can log in"
