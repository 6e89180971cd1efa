#!/bin/sh
# Starts the user interface with the public address of the REST API in the parts that it asks for. Runs in the image
# dspace/dspace-angular (…-dist).
set -eu

url=${DSPACE_SERVER_URL:-}
case $url in
  http://*) ssl=false port=80 ;;
  https://*) ssl=true port=443 ;;
  *) echo "dspace-ui: DSPACE_SERVER_URL must be an address like https://repository.example.org/server, not '$url'" >&2; exit 1 ;;
esac
rest=${url#*://}
place=${rest%%/*}
case $rest in
  */?*) path=/${rest#*/} ;;
  *) echo "dspace-ui: DSPACE_SERVER_URL has no path, it must end like …/server: '$url'" >&2; exit 1 ;;
esac
case $place in
  *:*) port=${place##*:} ;;
esac

export DSPACE_REST_SSL="$ssl" DSPACE_REST_HOST="${place%%:*}" DSPACE_REST_PORT="$port" DSPACE_REST_NAMESPACE="${path%/}"
exec pm2-runtime start dspace-ui.json --json
