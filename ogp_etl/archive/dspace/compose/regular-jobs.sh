#!/bin/sh
# What a DSpace repository needs done again and again: texts read out of the files, the search brought up to date, OAI-PMH
# filled. `--healthy` asks whether it works. Runs in the image dspace/dspace.
set -eu

home=${DSPACE_HOME:-/dspace}
every=${DSPACE_JOBS_SECONDS:-3600}
good=${DSPACE_JOBS_MARK:-/tmp/last-good-round}

case $every in
  '' | *[!0-9]* | 0*) echo "dspace-jobs: DSPACE_JOBS_SECONDS must be a number of seconds, not '$every'" >&2; exit 2 ;;
esac

if [ "${1:-}" = --healthy ]; then
  last=$(cat "$good" 2>/dev/null || echo 0)
  # Two rounds and half an hour of work: one round may fail without anybody being called.
  [ "$(($(date +%s) - last))" -lt "$((every * 2 + 1800))" ]
  exit
fi

# `oai import` ends with 0 also when it failed, and says only at its good end that it ended.
fill_oai() {
  said=$("$home/bin/dspace" oai import 2>&1) || { printf '%s\n' "$said"; return 1; }
  printf '%s\n' "$said"
  printf '%s\n' "$said" | grep -q 'manager action ended'
}

round() {
  failed=
  "$home/bin/dspace" filter-media || failed="$failed filter-media"
  "$home/bin/dspace" index-discovery || failed="$failed index-discovery"
  fill_oai || failed="$failed oai-import"
  if [ -n "$failed" ]; then
    echo "dspace-jobs: failed:$failed; see above, next round in $every s" >&2
    return 1
  fi
  date +%s > "$good"
  echo "dspace-jobs: all done, next round in $every s"
}

if [ "${1:-}" = --once ]; then
  round
  exit
fi
while :; do
  round || :
  sleep "$every"
done
