#!/bin/sh
# Puts the cores of DSpace into Solr's home, with the configuration of the image that it runs in, and its search able to find
# Chinese words. What is indexed stays. Runs in the image dspace/dspace-solr as its user, before Solr starts.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
sets=${SOLR_SETS:-/opt/solr/server/solr/configsets}
home=${SOLR_HOME:-/var/solr/data}

sh "$here/chinese-search.sh" "$sets/search/conf/schema.xml"

for set in "$sets"/*/; do
  core=$(basename "$set")
  case $core in _default | sample_*) continue ;; esac  # Solr's own
  mkdir -p "$home/$core"
  cp -R "$set." "$home/$core/"
  touch "$home/$core/core.properties"
done
