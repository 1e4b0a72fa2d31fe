#!/bin/sh
# Starts the jar that this file is: as a module, so that Java loads the Vector API that it asks for.
java=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java") || {
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
# Without the delay HotSpot leaves large methods of vectors half compiled; one thread collects as fast where little lives.
case ${1:-} in
  serve) set -- -XX:Tier3DelayOn=100000 -p "$0" -m MODULE "$@" ;;
  *) set -- -XX:Tier3DelayOn=100000 -XX:+UseSerialGC -p "$0" -m MODULE "$@" ;;
esac
# Java warns that the Vector API is incubating, which is no news. Where its options come from outside, it may have more to say.
if [ -n "$version" ] && [ -z "${JDK_JAVA_OPTIONS:-}${JAVA_TOOL_OPTIONS:-}" ]; then
  exec 3>&2 2> /dev/null "$java" --add-opens java.base/java.io=MODULE -Dadjoint.stderr=3 "$@"
fi
exec "$java" "$@"
exit 1
