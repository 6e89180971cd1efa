#!/bin/sh
# Lets DSpace find Chinese words:  sh chinese-search.sh …/search/conf/schema.xml
#
# The server's `text` field is cut at white space only, so a Chinese title is one long word. This edits the server's own
# schema.xml in place: both analyzers of the type `text` get the standard tokenizer, then full-width letters made plain and
# Chinese cut into pairs. Run again, it changes nothing. A file of another shape than known is left as it is: exit code 1.
# Afterwards: reload the core; when items were there before, run `dspace index-discovery -b`.
set -eu
export LC_ALL=C

if [ $# -ne 1 ]; then
  echo "usage: sh chinese-search.sh PATH-OF-THE-SEARCH-CORE/conf/schema.xml" >&2
  exit 2
fi
schema=$1
if [ ! -f "$schema" ] || [ ! -r "$schema" ]; then
  echo "chinese-search: $schema: no such file, or not readable; give the schema.xml of Solr's core 'search'" >&2
  exit 1
fi

new=$(mktemp "$schema.XXXXXX" 2>/dev/null) || {
  echo "chinese-search: no file can be made beside $schema; run as the account that owns it" >&2
  exit 1
}
trap 'rm -f "$new"' EXIT
cp -p "$schema" "$new"  # owner and mode stay as they are

answer=0
awk -v name="$schema" '
  function refuse(what) {
    printf "chinese-search: %s: %s; nothing changed. See docs/dspace.md, \"Chinese search\"\n", name, what > "/dev/stderr"
    refused = 1
    exit 1
  }

  # The same text with every comment blanked out, so that places in both agree.
  function without_comments(text,    out, from, to, i) {
    out = ""
    while ((from = index(text, "<!--")) > 0) {
      to = index(substr(text, from), "-->")
      if (to == 0) refuse("a comment does not end")
      out = out substr(text, 1, from - 1)
      for (i = 0; i < to + 2; i++) out = out " "
      text = substr(text, from + to + 2)
    }
    return out text
  }

  function count(text, part,    n, at) {
    while ((at = index(text, part)) > 0) { n++; text = substr(text, at + length(part)) }
    return n + 0
  }

  # Sets `begin` and `size` to the analyzer of this kind within the type.
  function find_analyzer(kind) {
    begin = index(type, "<analyzer type=\"" kind "\">")
    size = begin == 0 ? 0 : index(substr(type, begin), "</analyzer>")
    if (size == 0) refuse("the type \"text\" has no analyzer for " kind)
  }

  # What an analyzer is: "stock" or "cured"; anything else is refused. Sets `at` and `long` to its tokenizer.
  function state(kind,    block, after, found) {
    find_analyzer(kind)
    block = substr(type, begin, size)
    if (count(block, "<tokenizer") != 1 || !match(block, /<tokenizer[^>]*>/)) refuse("the analyzer for " kind " has not one tokenizer")
    at = RSTART; long = RLENGTH
    found = substr(block, at, long)
    after = substr(block, at + long)
    if (found ~ /^<tokenizer class="solr\.WhitespaceTokenizerFactory" *\/>$/ && index(block, "CJK") == 0) return "stock"
    if (found ~ /^<tokenizer class="solr\.StandardTokenizerFactory" *\/>$/ &&
        after ~ /^[ \t\r\n]*<filter class="solr\.CJKWidthFilterFactory" *\/>[ \t\r\n]*<filter class="solr\.CJKBigramFilterFactory" *\/>/ &&
        count(block, "CJK") == 2) return "cured"
    gsub(/[ \t\r\n]+/, " ", found)
    refuse("the analyzer for " kind " begins with " found ", neither as DSpace 9 has it nor as edited by this script")
  }

  # The text with the tokenizer of one analyzer replaced, indented as it was.
  function cure(kind,    place, before, indent) {
    state(kind)
    place = start + begin + at - 3
    before = substr(text, 1, place)
    indent = match(before, /\n[ \t]*$/) ? substr(before, RSTART) : "\n"
    return before "<tokenizer class=\"solr.StandardTokenizerFactory\"/>" \
      indent "<filter class=\"solr.CJKWidthFilterFactory\"/>" \
      indent "<filter class=\"solr.CJKBigramFilterFactory\"/>" substr(text, place + long + 1)
  }

  { text = text $0 "\n" }

  END {
    if (refused) exit 1
    plain = without_comments(text)
    if (!match(plain, /<fieldType name="text"[ >]/)) refuse("there is no field type \"text\"")
    start = RSTART
    if (match(substr(plain, start + RLENGTH), /<fieldType name="text"[ >]/)) refuse("there are two field types \"text\"")
    size = index(substr(plain, start), "</fieldType>")
    if (size == 0) refuse("the field type \"text\" does not end")
    type = substr(plain, start, size)
    if (count(type, "<analyzer") != 2) refuse("the type \"text\" has not two analyzers")

    at_index = state("index")
    at_query = state("query")
    if (at_index != at_query) refuse("half edited: the analyzer for index is " at_index ", the one for query " at_query)
    if (at_index == "cured") exit 3
    # The later one first: it leaves the place of the earlier one as it was.
    find_analyzer("query"); later = begin
    find_analyzer("index")
    if (later < begin) { text = cure("index"); text = cure("query") }
    else { text = cure("query"); text = cure("index") }
    printf "%s", text
  }
' "$schema" > "$new" || answer=$?

case $answer in
  0) mv "$new" "$schema"; echo "chinese-search: $schema: Chinese words will be found" ;;
  3) echo "chinese-search: $schema: edited already" ;;
  *) exit 1 ;;
esac
