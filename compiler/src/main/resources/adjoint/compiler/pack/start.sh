#!/bin/sh
# Starts the jar that this file is.
java=${JAVA_HOME:+$JAVA_HOME/bin/java}
[ -x "$java" ] || java=$(command -v java) || {
  echo "$0: Java 17 or newer is needed, and none was found: install one, or set JAVA_HOME" >&2
  exit 1
}
real=$(readlink -f "$java" || echo "$java")
release=${real%/*}/../release
version=
if [ -r "$release" ]; then
  while [ -z "$version" ] && read -r line; do
    case $line in
      JAVA_VERSION=\"[0-9]*) version=${line#*\"} version=${version%%[!0-9]*} ;;
    esac
  done < "$release"
fi
if [ "${version:-17}" -lt 17 ]; then
  echo "$0: Java 17 or newer is needed, and $java is $version: set JAVA_HOME to a newer one" >&2
  exit 1
fi
# In the locale C, which containers have, Java reads the names of files as ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
  C | POSIX) export LC_ALL=C.UTF-8 ;;
esac
# Without the delay HotSpot leaves large methods of vectors half compiled; one thread collects as fast where little lives.
case " ${1:-} ${2:-} " in
  *" serve "*) set -- -XX:Tier3DelayOn=100000 -jar "$0" "$@" ;;
  *) set -- -XX:Tier3DelayOn=100000 -XX:+UseSerialGC -jar "$0" "$@" ;;
esac
exec "$java" "$@"
exit 1
